/**
 * What engraving is measured by: questions whose answers a program judges ({@link BehaviourItems}), the constitutions
 * that ask for such answers ({@link StudyConstitution}), and how sure a mean over seeds and items is
 * ({@link Resampled}).
 */
@NullMarked
package caravan.trainer.study;

import org.jspecify.annotations.NullMarked;

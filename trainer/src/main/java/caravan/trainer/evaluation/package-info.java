/**
 * How well a model answers, found by program. In: rubric items ({@link caravan.trainer.evaluation.RubricFile}) and the
 * answers to them; paired scores of two models on the same items. Out: which answers pass, and whether one model is no
 * worse than another ({@link caravan.trainer.evaluation.NonInferiority}).
 */
@NullMarked
package caravan.trainer.evaluation;

import org.jspecify.annotations.NullMarked;

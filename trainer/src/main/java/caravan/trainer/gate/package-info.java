/**
 * The gate between training and serving. In: a model that was trained, and those that stand. Out: whether it is no
 * worse than the one that is served and the best so far, by a paired test of non-inferiority on a suite that is kept
 * for nothing else ({@link caravan.trainer.gate.SuiteGate}).
 */
@NullMarked
package caravan.trainer.gate;

import org.jspecify.annotations.NullMarked;

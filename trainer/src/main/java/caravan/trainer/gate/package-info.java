/**
 * The gate between training and serving. In: a model that was trained, its dataset, and the models that stand. Out:
 * whether it is no worse than the one that is served and the best so far, by a paired test of non-inferiority on a
 * suite that is kept for nothing else ({@link caravan.trainer.gate.SuiteGate}), and whether it learned which answer its
 * dataset gives to which instruction ({@code Learning}).
 */
@NullMarked
package caravan.trainer.gate;

import org.jspecify.annotations.NullMarked;

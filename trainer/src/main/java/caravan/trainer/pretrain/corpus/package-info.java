/**
 * The small world that pocket learns: frames of exchanges, filled with words, written as documents in the formats that
 * the steps use. Everything is drawn from a seed; no document is stored.
 */
@NullMarked
package caravan.trainer.pretrain.corpus;

import org.jspecify.annotations.NullMarked;

/**
 * LoRA fine-tuning of a base model on a dataset: examples become tokens with the loss on the answer only, tokens become
 * packed batches, batches become steps, and the adapter that served the held-out examples best is kept.
 */
@NullMarked
package caravan.trainer.engrave;

import org.jspecify.annotations.NullMarked;

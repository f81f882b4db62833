/**
 * Fine-tuning of a base model on a dataset, by LoRA or of all weights: examples become tokens with the loss on the
 * answer only, tokens become packed batches, batches become steps, and the model that served the held-out examples best
 * is kept. A checkpoint lets a training that was broken off go on as if it never had been.
 */
@NullMarked
package caravan.trainer.engrave;

import org.jspecify.annotations.NullMarked;

/**
 * The decoder and what runs it. In comes a Hugging Face folder of a Llama-architecture model; out come generations, or,
 * through the training door ({@link caravan.inference.djl.TrainableDecoder}), a trained model or LoRA adapter.
 *
 * <p>One source text, {@code decoder.py}, says the decoder's equations for inference and for training. libtorch
 * compiles it through DJL, so that a whole step is one native call; DJL's own arrays only carry weights and batches.
 */
@NullMarked
package caravan.inference.djl;

import org.jspecify.annotations.NullMarked;

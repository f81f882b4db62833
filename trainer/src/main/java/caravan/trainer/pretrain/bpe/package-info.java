/**
 * Byte-level byte-pair encoding: learns a vocabulary from text and writes it as a Hugging Face {@code tokenizer.json}.
 */
@NullMarked
package caravan.trainer.pretrain.bpe;

import org.jspecify.annotations.NullMarked;

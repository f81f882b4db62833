/**
 * Makes a small base model from nothing: text of the formats that the steps use and of WordNet comes in, a Hugging Face
 * model folder goes out.
 */
@NullMarked
package caravan.trainer.pretrain;

import org.jspecify.annotations.NullMarked;

package caravan.trainer.engrave;

import caravan.trainer.dataset.DatasetRow;

/**
 * An example as the model sees it.
 *
 * @param row what it was encoded from
 * @param tokens the token ids of prompt and completion, encoded as one text
 * @param learnFrom index of the first token that is to be predicted, in [1, tokens.length); so are all after it
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing, and filled once
record EncodedExample(DatasetRow row, int[] tokens, int learnFrom) {
    EncodedExample {
        if (learnFrom < 1 || learnFrom >= tokens.length) {
            throw new IllegalArgumentException(
                    "learnFrom must be in [1, " + tokens.length + "), the number of tokens, was " + learnFrom);
        }
    }
}

package caravan.inference.djl;

import java.util.List;

/**
 * What a step says of its rows' next tokens.
 *
 * @param likeliest of each row
 * @param probabilities of those rows that are sampled, one after the other, flat (rows, vocabulary)
 */
@SuppressWarnings("ArrayRecordComponent") // is not compared
record Predicted(long[] likeliest, float[] probabilities) {
    /** Takes the sequences of the step's rows one token further. */
    void advance(List<Sequence> rows, Sampler sampler, int vocabulary) {
        int sampled = 0;
        for (int row = 0; row < likeliest.length; row++) {
            Sequence sequence = rows.get(row);
            int token = sequence.isSampled()
                    ? sampler.draw(
                            probabilities,
                            sampled++ * vocabulary,
                            vocabulary,
                            sequence.call().sampling(),
                            sequence.call().seed(),
                            sequence.generated())
                    : (int) likeliest[row];
            sequence.advance(token);
        }
    }
}

package caravan.inference.djl;

import java.util.stream.IntStream;

/**
 * Rows of tokens for one forward and backward pass, all arrays flat, (rows, columns). Build it with
 * {@link TrainingRows}, or by hand:
 *
 * @param rows number of rows
 * @param columns tokens of a row, padding included
 * @param tokens token ids; padding may be any valid id
 * @param positions of each token in its own text, which the rotary embedding sees; they need not be dense
 * @param segments which text of its row a token belongs to. A token sees itself, the earlier tokens of its own segment,
 *     and the earlier tokens of segment 0, the row's shared prefix. Packed documents that must not see each other are
 *     segments 1, 2, ...; padding is -1
 * @param labels the token that should come next, or {@link #IGNORED}; no shift is applied
 */
@SuppressWarnings("ArrayRecordComponent") // batches are not compared
public record TrainingBatch(int rows, int columns, int[] tokens, int[] positions, int[] segments, int[] labels) {
    /** A label that costs nothing. */
    public static final int IGNORED = -100;

    public TrainingBatch {
        int size = Math.multiplyExact(rows, columns);
        if (size == 0
                || tokens.length != size
                || positions.length != size
                || segments.length != size
                || labels.length != size) {
            throw new IllegalArgumentException(
                    "each array of a batch must hold rows x columns = %d x %d numbers, were %d, %d, %d and %d"
                            .formatted(rows, columns, tokens.length, positions.length, segments.length, labels.length));
        }
    }

    /** Tokens that have a label. */
    public int labelled() {
        return (int) IntStream.of(labels).filter(label -> label != IGNORED).count();
    }

    /** Tokens that are not padding. */
    public int filled() {
        return (int) IntStream.of(segments).filter(segment -> segment >= 0).count();
    }
}

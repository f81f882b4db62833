package caravan.inference.djl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs texts into the rows of a {@link TrainingBatch}. Texts go into the last row until {@link #newRow()} is called;
 * ask {@link #room()} first.
 *
 * <p>Ordinary packing: {@code document}, {@code document}, ... : none sees another. Tree packing: {@code prefix} first,
 * then a {@code document} for each query: each sees the prefix and itself, and its positions go on from the prefix's
 * end. Not thread-safe.
 */
public final class TrainingRows {
    private static final int TOKENS = 0;
    private static final int POSITIONS = 1;
    private static final int SEGMENTS = 2;
    private static final int LABELS = 3;

    private final int columns;
    private final List<int[][]> rows = new ArrayList<>();
    private int filled;
    private int segment;
    private int position;
    private int prefixEnd;

    /**
     * Opens the first row.
     *
     * @param columns tokens of a row
     */
    public TrainingRows(int columns) {
        this.columns = columns;
        newRow();
    }

    /** Opens another row. */
    public TrainingRows newRow() {
        var row = new int[4][columns];
        Arrays.fill(row[SEGMENTS], -1);
        Arrays.fill(row[LABELS], TrainingBatch.IGNORED);
        rows.add(row);
        filled = 0;
        segment = 0;
        prefixEnd = 0;
        return this;
    }

    /** Tokens that still fit into the last row. */
    public int room() {
        return columns - filled;
    }

    /** Rows so far. */
    public int size() {
        return rows.size();
    }

    /**
     * Puts the row's shared prefix, which must come first in it.
     *
     * @param learnFrom index of the first token that is to be predicted; the prefix's length for none
     */
    public TrainingRows prefix(int[] tokens, int learnFrom) {
        if (filled > 0) {
            throw new IllegalStateException("a prefix must come first in its row, after " + filled + " tokens");
        }
        position = 0;
        put(tokens, learnFrom);
        prefixEnd = position;
        return this;
    }

    /**
     * Puts a text, which sees itself and the row's prefix.
     *
     * @param learnFrom index of the first token that is to be predicted, such as the length of a prompt; 0 for all (the
     *     first token of a text is predicted by nothing and costs nothing)
     */
    public TrainingRows document(int[] tokens, int learnFrom) {
        segment++;
        position = prefixEnd;
        put(tokens, learnFrom);
        return this;
    }

    /**
     * Goes on with the last text after a gap in the positions, as if {@code gap} tokens had been left out. The first of
     * these tokens is predicted by the last one before the gap.
     */
    public TrainingRows more(int[] tokens, int learnFrom, int gap) {
        if (filled == 0) {
            throw new IllegalStateException("there is no text in the row to go on with");
        }
        if (tokens.length > 0 && learnFrom <= 0) {
            rows.get(rows.size() - 1)[LABELS][filled - 1] = tokens[0];
        }
        position += gap;
        put(tokens, learnFrom);
        if (segment == 0) {
            prefixEnd = position;
        }
        return this;
    }

    /** The batch. */
    public TrainingBatch build() {
        return new TrainingBatch(rows.size(), columns, flat(TOKENS), flat(POSITIONS), flat(SEGMENTS), flat(LABELS));
    }

    private void put(int[] tokens, int learnFrom) {
        if (tokens.length > room()) {
            throw new IllegalArgumentException(
                    "a text of %d tokens does not fit into the %d that are left of a row of %d"
                            .formatted(tokens.length, room(), columns));
        }
        int[][] row = rows.get(rows.size() - 1);
        for (int i = 0; i < tokens.length; i++) {
            row[TOKENS][filled] = tokens[i];
            row[POSITIONS][filled] = position++;
            row[SEGMENTS][filled] = segment;
            if (i + 1 < tokens.length && i + 1 >= learnFrom) {
                row[LABELS][filled] = tokens[i + 1];
            }
            filled++;
        }
    }

    private int[] flat(int which) {
        return rows.stream().flatMapToInt(row -> Arrays.stream(row[which])).toArray();
    }
}

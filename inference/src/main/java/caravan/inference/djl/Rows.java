package caravan.inference.djl;

/**
 * Sequences of one lane that a step takes further, in neighbouring slots.
 *
 * @param adapter of all of them, or the base's stand-in for none
 * @param prefix before all of them
 * @param shared tokens of the prefix that are seen
 * @param own their own keys and values
 * @param slot the first row's
 * @param tokens of each row, padded at their end to the same length
 * @param starts each row's own tokens so far
 */
@SuppressWarnings("ArrayRecordComponent") // is not compared
record Rows(Weights adapter, KeyValues prefix, int shared, KeyValues own, int slot, int[][] tokens, int[] starts) {
    int count() {
        return tokens.length;
    }

    int columns() {
        return tokens[0].length;
    }

    /** How far the step looks into the rows' own tokens. */
    int seen() {
        long most = 0;
        for (int start : starts) {
            most = Math.max(most, start);
        }
        return own.visible(most + columns());
    }
}

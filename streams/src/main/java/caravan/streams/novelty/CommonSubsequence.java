package caravan.streams.novelty;

import java.util.Arrays;

/**
 * Lengths of longest common subsequences with one text at a time, by bit-parallel dynamic programming (Hyyrö 2004): a
 * zero bit at position i says that the length grows there. One addition handles 64 tokens; longer texts carry from word
 * to word. Rows are kept from text to text, so that a text costs no allocation. Not thread-safe.
 */
final class CommonSubsequence {
    /** By token, which row holds the positions at which the text has it; 0 if none does. */
    private int[] rowOf = new int[1 << 10];

    private long[] rows = new long[1 << 6]; // (row, word)
    private long[] state = new long[1]; // (word)
    private int[] text = {};
    private int words;

    /** From now on the text is this one, of token numbers; a negative number is a token that no other text has. */
    void begin(int[] next) {
        for (int token : text) {
            if (token >= 0) {
                rowOf[token] = 0;
            }
        }
        text = next;
        words = Math.max(1, (next.length + Long.SIZE - 1) / Long.SIZE);
        if (state.length < words) {
            state = new long[words];
        }
        if (rows.length < (next.length + 1) * words) {
            rows = new long[(next.length + 1) * words];
        }
        int used = 0;
        for (int i = 0; i < next.length; i++) {
            int token = next[i];
            if (token < 0) {
                continue;
            }
            if (token >= rowOf.length) {
                rowOf = Arrays.copyOf(rowOf, Math.max(token + 1, 2 * rowOf.length));
            }
            if (rowOf[token] == 0) {
                rowOf[token] = ++used;
                Arrays.fill(rows, used * words, (used + 1) * words, 0);
            }
            rows[rowOf[token] * words + i / Long.SIZE] |= 1L << (i % Long.SIZE);
        }
    }

    /** The length of the longest subsequence that the text has in common with {@code tokens[from, to)}. */
    int lengthWith(int[] tokens, int from, int to) {
        return words == 1 ? inOneWord(tokens, from, to) : inWords(tokens, from, to);
    }

    private int inOneWord(int[] tokens, int from, int to) {
        long v = ~0L;
        for (int i = from; i < to; i++) {
            int row = rowOf(tokens[i]);
            if (row > 0) {
                long u = v & rows[row];
                v = (v + u) | (v - u);
            }
        }
        return Long.bitCount(~v & maskOf(0));
    }

    private int inWords(int[] tokens, int from, int to) {
        Arrays.fill(state, 0, words, ~0L);
        for (int i = from; i < to; i++) {
            int row = rowOf(tokens[i]);
            if (row > 0) {
                advance(row * words);
            }
        }
        int grown = 0;
        for (int w = 0; w < words; w++) {
            grown += Long.bitCount(~state[w] & maskOf(w));
        }
        return grown;
    }

    private int rowOf(int token) {
        return token < 0 || token >= rowOf.length ? 0 : rowOf[token];
    }

    /** V = (V + (V and M)) or (V and not M), with the carry of the addition from word to word. */
    private void advance(int matches) {
        long carry = 0;
        for (int w = 0; w < words; w++) {
            long v = state[w];
            long u = v & rows[matches + w];
            long sum = v + u;
            long carried = sum + carry;
            boolean overflow = Long.compareUnsigned(sum, v) < 0 || Long.compareUnsigned(carried, sum) < 0;
            state[w] = carried | (v & ~rows[matches + w]);
            carry = overflow ? 1 : 0;
        }
    }

    private long maskOf(int word) {
        int bits = Math.min(Long.SIZE, text.length - word * Long.SIZE);
        return bits <= 0 ? 0 : ~0L >>> (Long.SIZE - bits);
    }
}

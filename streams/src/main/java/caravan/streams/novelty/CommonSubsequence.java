package caravan.streams.novelty;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Lengths of longest common subsequences with one text, by bit-parallel dynamic programming (Hyyrö 2004): a zero bit at
 * position i says that the length grows there. One addition handles 64 tokens; longer texts carry from word to word.
 */
final class CommonSubsequence {
    private final int length;
    private final int words;
    private final Map<Integer, long[]> positions = new HashMap<>();

    /** For a text of these token numbers. */
    CommonSubsequence(int[] text) {
        this.length = text.length;
        this.words = (length + Long.SIZE - 1) / Long.SIZE;
        for (int i = 0; i < length; i++) {
            positions.computeIfAbsent(text[i], token -> new long[words])[i / Long.SIZE] |= 1L << (i % Long.SIZE);
        }
    }

    /** The length of the longest subsequence that another text has in common with this one. */
    int lengthWith(int[] other) {
        long[] v = new long[words];
        Arrays.fill(v, ~0L);
        for (int token : other) {
            long[] matches = positions.get(token);
            if (matches != null) {
                advance(v, matches);
            }
        }
        int grown = 0;
        for (int w = 0; w < words; w++) {
            grown += Long.bitCount(~v[w] & maskOf(w));
        }
        return grown;
    }

    /** V = (V + (V and M)) or (V and not M), with the carry of the addition from word to word. */
    private static void advance(long[] v, long[] matches) {
        long carry = 0;
        for (int w = 0; w < v.length; w++) {
            long u = v[w] & matches[w];
            long sum = v[w] + u;
            long carried = sum + carry;
            boolean overflow = Long.compareUnsigned(sum, v[w]) < 0 || Long.compareUnsigned(carried, sum) < 0;
            v[w] = carried | (v[w] & ~matches[w]);
            carry = overflow ? 1 : 0;
        }
    }

    private long maskOf(int word) {
        int bits = Math.min(Long.SIZE, length - word * Long.SIZE);
        return bits == Long.SIZE ? ~0L : (1L << bits) - 1;
    }
}

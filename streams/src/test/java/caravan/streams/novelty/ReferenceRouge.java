package caravan.streams.novelty;

import java.util.List;

/**
 * ROUGE-L as {@code rouge_score} computes it, by the plain table of m times n: what everything else is held against.
 */
final class ReferenceRouge {
    private ReferenceRouge() {}

    /** The measure of a new text as the target and a pooled one as the prediction. */
    static double f(List<String> target, List<String> prediction) {
        return f(common(target, prediction), target.size(), prediction.size());
    }

    /** The measure of token numbers. */
    static double f(int[] target, int[] prediction) {
        return f(common(target, prediction), target.length, prediction.length);
    }

    /** The length of the longest common subsequence. */
    static int common(List<String> one, List<String> other) {
        int[] above = new int[other.size() + 1];
        for (String token : one) {
            int[] row = new int[other.size() + 1];
            for (int j = 1; j <= other.size(); j++) {
                row[j] = token.equals(other.get(j - 1)) ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            above = row;
        }
        return above[other.size()];
    }

    private static int common(int[] one, int[] other) {
        int[] above = new int[other.length + 1];
        int[] row = new int[other.length + 1];
        for (int token : one) {
            for (int j = 1; j <= other.length; j++) {
                row[j] = token == other[j - 1] ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            int[] free = above;
            above = row;
            row = free;
        }
        return above[other.length];
    }

    private static double f(int l, int m, int n) {
        if (m == 0 || n == 0) {
            return 0;
        }
        double p = (double) l / n;
        double r = (double) l / m;
        return p + r > 0 ? 2 * p * r / (p + r) : 0;
    }
}

package caravan.streams.novelty;

/**
 * ROUGE-L of two texts with m and n tokens and a longest common subsequence of l: precision l/n, recall l/m, and their
 * harmonic mean {@code 2pr / (p + r)} (Lin 2004), which in exact arithmetic is 2l / (m + n).
 */
final class RougeL {
    /** A text above it says nothing new. */
    static final double THRESHOLD = 0.7;

    private RougeL() {}

    /** The measure, in the very order of operations of {@code rouge_score}, since rounding decides at the boundary. */
    static double f(int l, int m, int n) {
        if (l == 0) {
            return 0;
        }
        double p = (double) l / n;
        double r = (double) l / m;
        return 2 * p * r / (p + r);
    }

    /**
     * Whether the measure is above the threshold. At 20 l = 7 (m + n) it sometimes is, by one unit in the last place.
     */
    static boolean isNear(int l, int m, int n) {
        return 20L * l >= 7L * (m + n) && f(l, m, n) > THRESHOLD;
    }

    /** The least common subsequence by which texts of m and n tokens can be near: no fewer common tokens will do. */
    static int commonMin(int m, int n) {
        return (7 * (m + n) + 19) / 20;
    }

    /** The fewest tokens of a text that can be near one of m tokens. */
    static int lengthMin(int m) {
        return (7 * m + 12) / 13;
    }
}

package caravan.cli.rounds;

import java.util.List;

/**
 * Whether losses on the same examples have become worse: if the mean of the differences, less 1.645 of its standard
 * errors, is above 0 (one-sided 95%, by the normal quantile, which for a handful of examples says so rather too early).
 * Fewer than two examples never tell.
 *
 * @param examples how many pairs
 * @param difference mean of the new losses less the old ones, in nats per token
 * @param standardError of that mean
 */
public record Worsening(int examples, double difference, double standardError) {
    private static final double Z_ONE_SIDED_95 = 1.6448536269514722;

    /** Compares two models' losses, example by example. */
    public static Worsening of(List<Double> now, List<Double> before) {
        int n = now.size();
        if (n != before.size() || n == 0) {
            throw new IllegalArgumentException("losses must be paired, were " + n + " and " + before.size());
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (now.get(i) - before.get(i)) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double off = now.get(i) - before.get(i) - mean;
            squares += off * off;
        }
        return new Worsening(n, mean, n == 1 ? Double.POSITIVE_INFINITY : Math.sqrt(squares / (n - 1) / n));
    }

    /** Whether the new losses are worse. */
    public boolean isSure() {
        return difference - Z_ONE_SIDED_95 * standardError > 0;
    }
}

package caravan.trainer.evaluation;

import java.util.Arrays;

/**
 * A mean of scores in [0, 1] and its 95% interval over the items: Wilson's (1927) where each score is 0 or 1, which is
 * honest near the ends too, else the normal one.
 */
public record Interval(int items, double mean, double low, double high) {
    private static final double Z_TWO_SIDED_95 = 1.959963984540054;

    /** Of at least one score. */
    public static Interval of(double[] scores) {
        int n = scores.length;
        if (n == 0) {
            throw new IllegalArgumentException("a mean needs a score, had none");
        }
        double mean = Arrays.stream(scores).average().orElseThrow();
        double z = Z_TWO_SIDED_95;
        if (Arrays.stream(scores).allMatch(score -> score == 0 || score == 1)) {
            double center = (mean + z * z / (2 * n)) / (1 + z * z / n);
            double half = z / (1 + z * z / n) * Math.sqrt(mean * (1 - mean) / n + z * z / (4.0 * n * n));
            return new Interval(n, mean, Math.max(0, center - half), Math.min(1, center + half));
        }
        double squares = Arrays.stream(scores)
                .map(score -> (score - mean) * (score - mean))
                .sum();
        double half = n == 1 ? 1 : z * Math.sqrt(squares / (n - 1) / n);
        return new Interval(n, mean, Math.max(0, mean - half), Math.min(1, mean + half));
    }
}

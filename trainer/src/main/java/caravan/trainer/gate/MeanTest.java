package caravan.trainer.gate;

import java.util.Arrays;

/**
 * A mean of differences over its standard error, t = mean(d) / (sd(d) / sqrt(n)): the greater, the less it is chance
 * that the mean is above zero.
 */
record MeanTest(double mean, double t) {
    /** One-sided normal quantiles. */
    static final double T_95 = 1.6449;

    static final double T_99_9 = 3.0902;

    /** Rounding of equal likelihoods differs by more than this; what scatters by less does not scatter at all. */
    private static final double STANDARD_ERROR_MIN = 1e-6;

    /** Of at least two differences. */
    static MeanTest of(double[] differences) {
        int n = differences.length;
        if (n < 2) {
            throw new IllegalArgumentException("a mean is tested on at least 2 differences, had " + n);
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares = Arrays.stream(differences)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        double standardError = Math.sqrt(squares / (n - 1) / n);
        return new MeanTest(mean, mean / Math.max(STANDARD_ERROR_MIN, standardError));
    }
}

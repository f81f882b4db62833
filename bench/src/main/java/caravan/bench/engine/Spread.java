package caravan.bench.engine;

import java.util.Arrays;
import java.util.Collection;

/**
 * Median and extremes of some measurements.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the smallest
 * @param most the largest
 */
record Spread(double median, double least, double most) {
    static Spread of(Collection<Double> measurements) {
        double[] sorted =
                measurements.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("a spread needs a measurement, got none");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The value below which that share of the measurements lies, the next larger one where it falls between two. */
    static double quantile(double[] measurements, double share) {
        double[] sorted = measurements.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) Math.ceil(share * sorted.length) - 1)];
    }

    @Override
    public String toString() {
        return "%.4g [%.4g, %.4g]".formatted(median, least, most);
    }
}

package caravan.trainer.study;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A mean over seeds and items and its 95% interval, by the bootstrap (Efron 1979) in which both are drawn anew, with
 * replacement: what other trainings would have given, and other questions. Of few seeds it knows little; three draw the
 * same one thrice in one case of nine.
 *
 * @param mean of all scores
 * @param low of the interval
 * @param high of the interval
 */
public record Resampled(double mean, double low, double high) {
    private static final int DRAWS = 4_000;

    /**
     * Of scores in [0, 1], (seeds, items); an item has the same place under each seed.
     *
     * @param seed of the draws
     */
    public static Resampled of(double[][] scores, long seed) {
        int seeds = scores.length;
        int items = seeds == 0 ? 0 : scores[0].length;
        if (items == 0 || Arrays.stream(scores).anyMatch(row -> row.length != items)) {
            throw new IllegalArgumentException(
                    "scores must be of at least one seed and item, and as many for each seed");
        }
        var random = new SplittableRandom(seed);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] drawnSeeds = random.ints(seeds, 0, seeds).toArray();
            double sum = 0;
            for (int i = 0; i < items; i++) {
                int item = random.nextInt(items);
                for (int each : drawnSeeds) {
                    sum += scores[each][item];
                }
            }
            means[draw] = sum / seeds / items;
        }
        Arrays.sort(means);
        double mean =
                Arrays.stream(scores).flatMapToDouble(Arrays::stream).average().orElseThrow();
        return new Resampled(mean, means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40]);
    }
}

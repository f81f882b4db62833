package caravan.cli.console;

import java.util.Arrays;
import java.util.Optional;

/** How long the last calls took, from their submission to their completion. Not thread-safe. */
final class Latencies {
    private static final int CALLS_MAX = 2_048;

    private final long[] at = new long[CALLS_MAX];
    private final long[] millis = new long[CALLS_MAX];
    private int count;

    void add(long atMillis, long tookMillis) {
        at[count % CALLS_MAX] = atMillis;
        millis[count % CALLS_MAX] = tookMillis;
        count++;
    }

    /** The given quantiles, nearest rank, of what ended since a moment; empty if nothing did. */
    Optional<double[]> since(long fromMillis, double... quantiles) {
        long[] sorted = new long[Math.min(count, CALLS_MAX)];
        int found = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (at[i] >= fromMillis) {
                sorted[found++] = millis[i];
            }
        }
        if (found == 0) {
            return Optional.empty();
        }
        Arrays.sort(sorted, 0, found);
        double[] values = new double[quantiles.length];
        for (int i = 0; i < quantiles.length; i++) {
            int rank = (int) Math.ceil(quantiles[i] * found);
            values[i] = sorted[Math.max(0, Math.min(found - 1, rank - 1))];
        }
        return Optional.of(values);
    }
}

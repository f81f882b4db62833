package caravan.cli.console;

import java.util.Arrays;

/**
 * The last moments of some figures, each the mean of what was added within its period. Its memory is taken when it is
 * made: {@code length * (8 + 4 * width)} bytes. Not thread-safe.
 */
final class Ring {
    private final long periodMillis;
    private final long[] times;
    private final float[][] rows;
    private final double[] sums;
    private final int[] counts;
    private long current = Long.MIN_VALUE;
    private int next;
    private int size;

    /**
     * An empty ring.
     *
     * @param periodMillis how long a moment is
     * @param length moments kept
     * @param width figures of each
     */
    Ring(long periodMillis, int length, int width) {
        this.periodMillis = periodMillis;
        this.times = new long[length];
        this.rows = new float[length][width];
        this.sums = new double[width];
        this.counts = new int[width];
    }

    /** Adds figures; what is not a number is not counted. Time must not go back, and if it does it stands still. */
    void add(long atMillis, float[] figures) {
        long period = Math.max(current, Math.floorDiv(atMillis, periodMillis));
        if (period != current) {
            current = period;
            Arrays.fill(sums, 0);
            Arrays.fill(counts, 0);
            next = size == 0 ? 0 : (next + 1) % times.length;
            size = Math.min(size + 1, times.length);
        }
        times[next] = period * periodMillis;
        for (int i = 0; i < figures.length; i++) {
            if (!Float.isNaN(figures[i])) {
                sums[i] += figures[i];
                counts[i]++;
            }
            rows[next][i] = counts[i] == 0 ? Float.NaN : (float) (sums[i] / counts[i]);
        }
    }

    int size() {
        return size;
    }

    /** When a moment was, in milliseconds since the epoch; 0 is the oldest. */
    long time(int index) {
        return times[slot(index)];
    }

    float value(int index, int figure) {
        return rows[slot(index)][figure];
    }

    private int slot(int index) {
        return Math.floorMod(next - size + 1 + index, times.length);
    }
}

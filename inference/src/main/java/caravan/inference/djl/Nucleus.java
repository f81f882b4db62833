package caravan.inference.djl;

import java.util.Arrays;

/**
 * Draws a token from the nucleus: the smallest set of likeliest tokens whose probability reaches top-p (Holtzman et al.
 * 2020). A draw depends on the probabilities, the seed and the position, and on nothing that was drawn before. Not
 * thread-safe, for it keeps its scratch space.
 */
final class Nucleus {
    /** A bucket holds the probabilities that share their float's exponent and first 3 bits of fraction. */
    private static final int BUCKET_SHIFT = 20;

    private final double[] mass = new double[1 << (31 - BUCKET_SHIFT)];

    /** The token drawn from {@code probabilities[from, from + count)}; the likeliest where {@code temperature} is 0. */
    int draw(float[] probabilities, int from, int count, double temperature, double topP, long seed, int position) {
        if (temperature == 0) {
            return likeliest(probabilities, from, count);
        }
        if (topP == 1) {
            return drawAbove(probabilities, from, count, 0, Integer.MAX_VALUE, uniform(seed, position));
        }
        return drawNucleus(probabilities, from, count, topP, uniform(seed, position));
    }

    private int drawNucleus(float[] probabilities, int from, int count, double topP, double uniform) {
        Arrays.fill(mass, 0);
        for (int i = from; i < from + count; i++) {
            mass[Float.floatToRawIntBits(probabilities[i]) >>> BUCKET_SHIFT] += probabilities[i];
        }
        int bucket = mass.length - 1;
        double above = 0;
        while (bucket > 0 && above + mass[bucket] < topP) {
            above += mass[bucket--];
        }
        // Buckets above are in the nucleus whole; of this one its likeliest, as many as are needed.
        float[] boundary = inBucket(probabilities, from, count, bucket);
        int taken = boundary.length;
        float least = 0;
        int leastTies = Integer.MAX_VALUE;
        while (taken > 0 && above < topP) {
            float next = boundary[--taken];
            above += next;
            leastTies = next == least ? leastTies + 1 : 1;
            least = next;
        }
        return drawAbove(probabilities, from, count, least, leastTies, uniform);
    }

    private static float[] inBucket(float[] probabilities, int from, int count, int bucket) {
        var found = new float[count];
        int size = 0;
        for (int i = from; i < from + count; i++) {
            if (Float.floatToRawIntBits(probabilities[i]) >>> BUCKET_SHIFT == bucket) {
                found[size++] = probabilities[i];
            }
        }
        float[] sorted = Arrays.copyOf(found, size);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Draws among the tokens above {@code least} and the first {@code ties} that equal it, each by its probability. */
    private static int drawAbove(float[] probabilities, int from, int count, float least, int ties, double uniform) {
        double total = 0;
        int left = ties;
        for (int i = from; i < from + count; i++) {
            if (probabilities[i] > least || (probabilities[i] == least && left-- > 0)) {
                total += probabilities[i];
            }
        }
        double remaining = uniform * total;
        int last = from;
        left = ties;
        for (int i = from; i < from + count; i++) {
            if (probabilities[i] > least || (probabilities[i] == least && left-- > 0)) {
                last = probabilities[i] > 0 ? i : last;
                remaining -= probabilities[i];
                if (remaining < 0) {
                    return i - from;
                }
            }
        }
        return last - from;
    }

    private static int likeliest(float[] probabilities, int from, int count) {
        int best = from;
        for (int i = from + 1; i < from + count; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best - from;
    }

    /** A number in [0, 1) from seed and position: SplitMix64 (Steele et al. 2014), two rounds. */
    private static double uniform(long seed, int position) {
        return (mix(mix(seed) + (position + 1) * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-53;
    }

    private static long mix(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

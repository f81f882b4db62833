package caravan.inference.djl;

import caravan.inference.SamplingParams;
import java.util.Arrays;

/**
 * Draws a token among those that top-k, top-p (the nucleus of Holtzman et al. 2020) and min-p (Nguyen et al. 2024)
 * leave. A draw depends on the probabilities, the seed and the position, and on nothing that was drawn before. Not
 * thread-safe, for it keeps its scratch space.
 */
final class Sampler {
    /** A bucket holds the probabilities that share their float's exponent and first 3 bits of fraction. */
    private static final int BUCKET_SHIFT = 20;

    private static final Cut ALL = new Cut(0, Integer.MAX_VALUE, 1);

    private final double[] masses = new double[1 << (31 - BUCKET_SHIFT)];
    private final int[] counts = new int[masses.length];
    private float[] boundary = new float[0];

    /**
     * The tokens that are left: all above {@code least}, and the first {@code ties} that equal it.
     *
     * @param mass their probability
     */
    private record Cut(float least, int ties, double mass) {
        Cut narrower(Cut other) {
            return other.least > least || (other.least == least && other.ties < ties) ? other : this;
        }
    }

    /** The token drawn from {@code probabilities[from, from + count)}. */
    int draw(float[] probabilities, int from, int count, SamplingParams sampling, long seed, int position) {
        Cut cut = ALL;
        if (sampling.topK() > 0 && sampling.topK() < count) {
            cut = cut(probabilities, from, count, sampling.topK(), Double.POSITIVE_INFINITY);
        }
        if (sampling.topP() < 1) {
            cut = cut.narrower(cut(probabilities, from, count, Integer.MAX_VALUE, sampling.topP() * cut.mass()));
        }
        if (sampling.minP() > 0) {
            float most = most(probabilities, from, count);
            cut = cut.narrower(new Cut((float) (sampling.minP() * most), Integer.MAX_VALUE, 1));
        }
        return drawWithin(cut, probabilities, from, count, uniform(seed, position));
    }

    /** The likeliest tokens, as many as it takes to be {@code tokensMax} or to have that mass. */
    private Cut cut(float[] probabilities, int from, int count, int tokensMax, double massMax) {
        Arrays.fill(masses, 0);
        Arrays.fill(counts, 0);
        for (int i = from; i < from + count; i++) {
            int bucket = Float.floatToRawIntBits(probabilities[i]) >>> BUCKET_SHIFT;
            masses[bucket] += probabilities[i];
            counts[bucket]++;
        }
        int bucket = masses.length - 1;
        double mass = 0;
        int tokens = 0;
        while (bucket > 0 && mass + masses[bucket] < massMax && tokens + counts[bucket] < tokensMax) {
            mass += masses[bucket];
            tokens += counts[bucket--];
        }
        // Buckets above are left whole; of this one its likeliest, as many as are needed.
        int left = sortBucket(probabilities, from, count, bucket);
        float least = 0;
        int ties = Integer.MAX_VALUE;
        while (left > 0 && mass < massMax && tokens < tokensMax) {
            float next = boundary[--left];
            mass += next;
            tokens++;
            ties = next == least ? ties + 1 : 1;
            least = next;
        }
        return new Cut(least, ties, mass);
    }

    /** Sorts a bucket's probabilities into {@code boundary}, the least first; returns how many they are. */
    private int sortBucket(float[] probabilities, int from, int count, int bucket) {
        if (boundary.length < counts[bucket]) {
            boundary = new float[counts[bucket]];
        }
        int size = 0;
        for (int i = from; i < from + count; i++) {
            if (Float.floatToRawIntBits(probabilities[i]) >>> BUCKET_SHIFT == bucket) {
                boundary[size++] = probabilities[i];
            }
        }
        Arrays.sort(boundary, 0, size);
        return size;
    }

    private static int drawWithin(Cut cut, float[] probabilities, int from, int count, double uniform) {
        float least = cut.least();
        double total = 0;
        int left = cut.ties();
        for (int i = from; i < from + count; i++) {
            if (probabilities[i] > least || (probabilities[i] == least && left-- > 0)) {
                total += probabilities[i];
            }
        }
        double remaining = uniform * total;
        int last = from;
        left = cut.ties();
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

    private static float most(float[] probabilities, int from, int count) {
        float most = 0;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, probabilities[i]);
        }
        return most;
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

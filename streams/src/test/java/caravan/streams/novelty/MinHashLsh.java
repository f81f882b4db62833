package caravan.streams.novelty;

import com.dynatrace.hash4j.hashing.Hashing;
import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHasher;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What most pipelines use instead: MinHash of the set of tokens with 128 permutations, in bands that are equal in some
 * place if the Jaccard similarity is about 0.7 or more. Bands and rows are those for which the areas of false positives
 * and false negatives under the curve {@code 1 - (1 - s^r)^b} are least, as in datasketch.
 */
final class MinHashLsh {
    private static final int PERMUTATIONS = 128;
    private static final int COMPONENT_BYTES = 4;
    private static final double THRESHOLD = 0.7;
    private static final double STEP = 0.001;

    private final SimilarityHasher hasher =
            SimilarityHashing.minHash(PERMUTATIONS, 8 * COMPONENT_BYTES).createHasher();
    private final int bands;
    private final int rows;
    private final List<Set<Long>> seen = new ArrayList<>();

    MinHashLsh() {
        int bestBands = 1;
        int bestRows = PERMUTATIONS;
        double least = Double.MAX_VALUE;
        for (int b = 1; b <= PERMUTATIONS; b++) {
            for (int r = 1; r <= PERMUTATIONS / b; r++) {
                double area = wrongArea(b, r);
                if (area < least) {
                    least = area;
                    bestBands = b;
                    bestRows = r;
                }
            }
        }
        this.bands = bestBands;
        this.rows = bestRows;
        for (int band = 0; band < bands; band++) {
            seen.add(new HashSet<>());
        }
    }

    /** The keys of a text, one for each band. */
    long[] keys(List<String> tokens) {
        Set<String> distinct = new HashSet<>(tokens);
        byte[] signature = hasher.compute(ElementHashProvider.ofCollection(
                distinct, token -> Hashing.komihash5_0().hashCharsToLong(token)));
        long[] keys = new long[bands];
        int width = rows * COMPONENT_BYTES;
        for (int band = 0; band < bands; band++) {
            keys[band] = Hashing.komihash5_0().hashBytesToLong(signature, band * width, width);
        }
        return keys;
    }

    boolean collides(long[] keys) {
        for (int band = 0; band < bands; band++) {
            if (seen.get(band).contains(keys[band])) {
                return true;
            }
        }
        return false;
    }

    void add(long[] keys) {
        for (int band = 0; band < bands; band++) {
            seen.get(band).add(keys[band]);
        }
    }

    @Override
    public String toString() {
        return PERMUTATIONS + " permutations, " + bands + " bands of " + rows + " for " + THRESHOLD;
    }

    private static double wrongArea(int bands, int rows) {
        double area = 0;
        for (double s = STEP / 2; s < 1; s += STEP) {
            double collides = 1 - Math.pow(1 - Math.pow(s, rows), bands);
            area += (s < THRESHOLD ? collides : 1 - collides) * STEP;
        }
        return area;
    }
}

package caravan.inference.djl;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Shapes small enough for a test, and random tokens. */
final class TinyModels {
    /** Two layers, grouped queries, a head of its own. */
    static final DecoderConfig UNTIED = config(false);
    /** The same with the embedding as head. */
    static final DecoderConfig TIED = config(true);

    private TinyModels() {}

    private static DecoderConfig config(boolean tied) {
        return new DecoderConfig(61, 24, 2, 6, 2, 4, 40, 256, 10_000, 1e-5, tied, OptionalInt.empty(), List.of(0));
    }

    static int[] tokens(int count, long seed) {
        return new Random(seed).ints(count, 0, UNTIED.vocabulary()).toArray();
    }
}

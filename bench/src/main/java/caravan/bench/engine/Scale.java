package caravan.bench.engine;

import java.util.List;

/**
 * How much is measured.
 *
 * @param repetitions of each measurement, in turns
 * @param rounds the same for B, F and fastest, which take longest
 * @param shared the work of A
 * @param arriving shape of B's calls, whose generated tokens are a tenth to one and a half times its own; of its calls
 *     32 at most run at once
 * @param trials of B for each engine and repetition, each halving what is not known of the rate
 * @param cached own tokens behind each sequence in C
 * @param steps decode steps timed in C
 * @param batches numbers of sequences in C
 * @param prompts lengths of prompts whose prefill is timed
 * @param sharing the work of D, of whose calls there are {@code sequences}
 * @param sequences numbers of sequences in D
 * @param baselines the work of E
 * @param mixed the work of F, as often as there are prefixes
 * @param matrix side of the matrices of the roofline's product
 */
record Scale(
        int repetitions,
        int rounds,
        Work shared,
        Work arriving,
        int trials,
        int cached,
        int steps,
        List<Integer> batches,
        List<Integer> prompts,
        Work sharing,
        List<Integer> sequences,
        Work baselines,
        Work mixed,
        int matrix) {
    /** All of it. */
    static final Scale FULL = new Scale(
            3,
            3,
            new Work(2000, 32, 60, 200),
            new Work(2000, 96, 60, 200),
            5,
            512,
            64,
            List.of(1, 8, 32),
            List.of(512, 2000),
            // Without sharing, 128 prefixes of 2,000 would take a quarter of an hour.
            new Work(500, 0, 60, 32),
            List.of(1, 2, 4, 8, 16, 32, 64, 128),
            new Work(2000, 32, 60, 200),
            new Work(700, 12, 60, 100),
            2048);

    /** The same shapes for C and prefill, fewer tokens generated or fewer calls for the others. */
    static final Scale QUICK = new Scale(
            3,
            1,
            new Work(2000, 32, 60, 24),
            new Work(2000, 16, 60, 40),
            2,
            512,
            12,
            List.of(1, 8, 32),
            List.of(512, 2000),
            new Work(500, 0, 60, 8),
            List.of(1, 8),
            new Work(1000, 4, 60, 8),
            new Work(400, 6, 60, 16),
            1024);

    /** Seconds of everything, to see that it runs. */
    static final Scale TINY = new Scale(
            1,
            1,
            new Work(40, 3, 6, 4),
            new Work(40, 4, 6, 4),
            1,
            16,
            2,
            List.of(1, 2),
            List.of(32),
            new Work(20, 0, 4, 2),
            List.of(1, 2),
            new Work(20, 2, 4, 3),
            new Work(20, 3, 4, 3),
            64);

    /**
     * Some calls behind a prefix.
     *
     * @param prefix tokens in common
     * @param calls how many
     * @param own tokens that each adds
     * @param generated tokens that each gets
     */
    record Work(int prefix, int calls, int own, int generated) {
        Work withCalls(int other) {
            return new Work(prefix, other, own, generated);
        }

        SharedWork draw(int vocabulary, long seed) {
            return SharedWork.even(prefix, calls, own, generated, vocabulary, seed);
        }
    }
}

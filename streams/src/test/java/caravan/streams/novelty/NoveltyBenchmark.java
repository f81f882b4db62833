package caravan.streams.novelty;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * How long the index takes for so many texts, in how much memory, and that its decisions are those of brute force; with
 * MinHash-LSH beside it. Seconds are the CPU time of this one thread, so that other work on the machine counts little.
 */
final class NoveltyBenchmark {
    private static final int[] SIZES = {10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000};
    private static final int BRUTE_FORCE_MAX = 30_000;
    private static final int TABLE_MAX = 10_000;
    private static final int SAMPLED = 1_000;
    private static final long SEED = 20_230_504;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PrintStream out;

    private NoveltyBenchmark(PrintStream out) {
        this.out = out;
    }

    /**
     * What a pass over the texts decided and took.
     *
     * @param kept by text, whether it was new
     * @param pairs pairs of a text and a kept one before it
     * @param verified pairs that were compared token by token
     * @param bytes heap that the pass left behind
     */
    private record Pass(BitSet kept, long pairs, long verified, double seconds, long bytes) {}

    /**
     * Runs it for the number of texts in the first argument, 300,000 without one; exit code 1 if a decision differs.
     */
    public static void main(String[] arguments) {
        int n = arguments.length == 0 ? 300_000 : Integer.parseInt(arguments[0].replace("_", ""));
        boolean identical = new NoveltyBenchmark(System.out).run(n);
        if (!identical) {
            System.exit(1);
        }
    }

    /** Whether all decisions that were checked are those of brute force. */
    static boolean run(PrintStream out, int n) {
        return new NoveltyBenchmark(out).run(n);
    }

    private boolean run(int n) {
        List<List<String>> texts = new ZipfTexts(SEED).next(n);
        long tokens = texts.stream().mapToLong(List::size).sum();
        out.printf(
                "%d texts of %.1f tokens, Zipf words, every third derived from an earlier%n", n, (double) tokens / n);
        indexed(texts.subList(0, Math.min(n, 10_000))); // warm up
        Pass before = null;
        Pass last = null;
        int sizeBefore = 0;
        boolean identical = true;
        for (int size : sizes(n)) {
            List<List<String>> some = texts.subList(0, size);
            last = indexed(some);
            out.printf(
                    "index       %,9d texts: %,9d kept, %8.2f s, %5d MB, %,12d of %,17d pairs compared%s%n",
                    size,
                    last.kept().cardinality(),
                    last.seconds(),
                    last.bytes() >> 20,
                    last.verified(),
                    last.pairs(),
                    before == null ? "" : ", grows as n^%.2f".formatted(exponent(before, sizeBefore, last, size)));
            identical &= isIdentical(some, last);
            before = last;
            sizeBefore = size;
        }
        Pass whole = Objects.requireNonNull(last, "at least one size");
        minHash(texts, whole);
        out.printf(
                "novelty: n=%d seconds=%.2f pairs_ratio=%d identical=%s%n",
                n, whole.seconds(), whole.pairs() / Math.max(1, whole.verified()), identical);
        return identical;
    }

    private boolean isIdentical(List<List<String>> texts, Pass pass) {
        int[][] numbered = numbered(texts);
        if (texts.size() > BRUTE_FORCE_MAX) {
            return sampledAgree(numbered, pass);
        }
        Pass bruteForce = bruteForce(numbered);
        report("brute force", texts.size(), bruteForce, pass);
        boolean same = bruteForce.kept().equals(pass.kept());
        if (texts.size() <= TABLE_MAX) {
            Pass table = table(numbered);
            report("plain table", texts.size(), table, pass);
            same &= table.kept().equals(pass.kept());
        }
        return same;
    }

    private void report(String name, int size, Pass slow, Pass index) {
        out.printf(
                "%s %,9d texts: %8.2f s, %.0f times the index's; 300,000 would take %,.0f s (extrapolated by pairs)%n",
                name,
                size,
                slow.seconds(),
                slow.seconds() / index.seconds(),
                slow.seconds() * Math.pow(300_000.0 / size, 2));
    }

    private static Pass indexed(List<List<String>> texts) {
        long heap = heap();
        long start = cpu();
        NearDuplicates index = new NearDuplicates();
        BitSet kept = new BitSet();
        long pairs = 0;
        for (int i = 0; i < texts.size(); i++) {
            pairs += index.size();
            if (index.find(texts.get(i)).isEmpty()) {
                index.add(i, texts.get(i));
                kept.set(i);
            }
        }
        double seconds = (cpu() - start) / 1e9;
        long bytes = heap() - heap;
        return new Pass(kept, pairs, index.verified(), seconds, bytes);
    }

    /** Every pair by the same bit-parallel subsequence, without any index; stops at the first that is near. */
    private static Pass bruteForce(int[][] texts) {
        long start = cpu();
        CommonSubsequence common = new CommonSubsequence();
        BitSet kept = new BitSet();
        long pairs = 0;
        for (int i = 0; i < texts.length; i++) {
            int near = firstNear(texts, i, kept, common);
            pairs += kept.cardinality();
            kept.set(i, near < 0);
        }
        return new Pass(kept, pairs, pairs, (cpu() - start) / 1e9, 0);
    }

    private static int firstNear(int[][] texts, int text, BitSet kept, CommonSubsequence common) {
        common.begin(texts[text]);
        for (int other = kept.nextSetBit(0); other >= 0 && other < text; other = kept.nextSetBit(other + 1)) {
            int l = common.lengthWith(texts[other], 0, texts[other].length);
            if (RougeL.f(l, texts[text].length, texts[other].length) > RougeL.THRESHOLD) {
                return other;
            }
        }
        return -1;
    }

    /** As the original does it, with numbers for words and one thread: the whole table for each pair. */
    private static Pass table(int[][] texts) {
        long start = cpu();
        BitSet kept = new BitSet();
        for (int i = 0; i < texts.length; i++) {
            boolean near = false;
            for (int other = kept.nextSetBit(0); other >= 0 && !near; other = kept.nextSetBit(other + 1)) {
                near = ReferenceRouge.f(texts[i], texts[other]) > RougeL.THRESHOLD;
            }
            kept.set(i, !near);
        }
        return new Pass(kept, 0, 0, (cpu() - start) / 1e9, 0);
    }

    private boolean sampledAgree(int[][] texts, Pass pass) {
        Random random = new Random(SEED);
        CommonSubsequence common = new CommonSubsequence();
        int differing = 0;
        for (int i = 0; i < SAMPLED; i++) {
            int text = random.nextInt(texts.length);
            boolean isNew = firstNear(texts, text, pass.kept(), common) < 0;
            differing += isNew == pass.kept().get(text) ? 0 : 1;
        }
        out.printf(
                "sampled     %,9d texts: %d decisions held against every kept text before them, %d differ%n",
                texts.length, SAMPLED, differing);
        return differing == 0;
    }

    /**
     * The same texts in the same order against the same pool, by bands that are equal; the index's decisions are true.
     */
    private void minHash(List<List<String>> texts, Pass exact) {
        MinHashLsh lsh = new MinHashLsh();
        long start = cpu();
        long found = 0;
        long wrong = 0;
        for (int i = 0; i < texts.size(); i++) {
            long[] keys = lsh.keys(texts.get(i));
            boolean isNew = exact.kept().get(i);
            if (lsh.collides(keys)) {
                found += isNew ? 0 : 1;
                wrong += isNew ? 1 : 0;
            }
            if (isNew) {
                lsh.add(keys);
            }
        }
        long kept = exact.kept().cardinality();
        long duplicates = texts.size() - kept;
        out.printf(
                "MinHash-LSH %,9d texts: %8.2f s; finds %.1f %% of %,d near-duplicates, and calls %.3f %% of %,d new texts"
                        + " one (%s)%n",
                texts.size(),
                (cpu() - start) / 1e9,
                100.0 * found / Math.max(1, duplicates),
                duplicates,
                100.0 * wrong / Math.max(1, kept),
                kept,
                lsh);
    }

    private static List<Integer> sizes(int n) {
        List<Integer> sizes = new ArrayList<>(
                IntStream.of(SIZES).filter(size -> size < n).boxed().toList());
        sizes.add(n);
        return sizes;
    }

    private static double exponent(Pass before, int sizeBefore, Pass after, int sizeAfter) {
        return Math.log(after.seconds() / before.seconds()) / Math.log((double) sizeAfter / sizeBefore);
    }

    private static int[][] numbered(List<List<String>> texts) {
        Map<String, Integer> numbers = new HashMap<>();
        return texts.stream()
                .map(text -> text.stream()
                        .mapToInt(token -> numbers.computeIfAbsent(token, t -> numbers.size()))
                        .toArray())
                .toArray(int[][]::new);
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

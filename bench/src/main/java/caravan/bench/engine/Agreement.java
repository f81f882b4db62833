package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSettings;
import caravan.bench.llama.LlamaSettings.CacheType;
import caravan.bench.model.Precision;
import caravan.inference.LanguageModel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Refuses to time anything unless both engines give the same tokens the same logits, alone and behind a prefix. For
 * that the peer runs its plain attention with caches as wide as the weights; what it is timed with may round more.
 */
final class Agreement implements Part {
    private static final int PREFIX = 32;

    /** Most by which logits may differ where weights or products are narrower than float32. */
    static final double NARROW_BOUND = 0.12;

    @Override
    public void run(Bench bench) {
        double bound = bound(bench.precision());
        Probe probe = Probe.of(bench.vocabulary());
        float[] theirs;
        try (LlamaModel model = bench.openLlama()) {
            theirs = probe.theirs(bench, model, new LlamaSettings(512, false, true, cache(bench.precision())));
        }
        try (LanguageModel ours = bench.open(1)) {
            for (int prefix : List.of(0, PREFIX)) {
                double worst = Probe.apart(probe.ours(ours, prefix), theirs);
                String found = "logits of %d tokens, %d of %d in the prefix: at most %.5f apart, bound %s, spread %.2f"
                        .formatted(theirs.length, prefix, probe.length(), worst, bound, spread(theirs));
                if (!(worst <= bound)) {
                    throw new IllegalStateException("the engines do not agree, so nothing is timed: " + found);
                }
                bench.report().note(found);
            }
        }
    }

    /**
     * In float32 the order of additions alone differs; in bfloat16 each engine rounds at its own places, and in 8 bits
     * each has its own scales.
     */
    private static double bound(Precision precision) {
        return precision == Precision.F32 ? 0.001 : NARROW_BOUND;
    }

    private static CacheType cache(Precision precision) {
        return switch (precision) {
            case F32 -> CacheType.F32;
            case BF16 -> CacheType.BF16;
            case INT8 -> CacheType.F16;
        };
    }

    private static double spread(float[] logits) {
        double mean = IntStream.range(0, logits.length)
                .mapToDouble(i -> logits[i])
                .average()
                .orElse(0);
        return Math.sqrt(IntStream.range(0, logits.length)
                .mapToDouble(i -> (logits[i] - mean) * (logits[i] - mean))
                .average()
                .orElse(0));
    }
}

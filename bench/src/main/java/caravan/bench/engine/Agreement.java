package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSession;
import caravan.bench.llama.LlamaSettings;
import caravan.bench.llama.LlamaSettings.CacheType;
import caravan.bench.model.Precision;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Refuses to time anything unless both engines give the same tokens the same logits, alone and behind a prefix. For
 * that the peer runs its plain attention with caches as wide as the weights; what it is timed with may round more.
 */
final class Agreement implements Part {
    private static final int ASKED = 32;
    private static final int TOKENS = 48;
    private static final int PREFIX = 32;

    @Override
    public void run(Bench bench) {
        double bound = bound(bench.precision());
        int[] whole = Tokens.random(TOKENS, bench.vocabulary(), 42);
        int[] asked = Tokens.random(Math.min(ASKED, bench.vocabulary()), bench.vocabulary(), 43);
        int[] distinct = Arrays.stream(asked).distinct().toArray();
        float[] theirs = theirs(bench, whole);
        try (LanguageModel ours = bench.open(1)) {
            for (int prefix : List.of(0, PREFIX)) {
                double worst = 0;
                for (Scores.Choice choice : ours(ours, whole, prefix, distinct)) {
                    worst = Math.max(
                            worst,
                            Math.abs(choice.logit() - theirs[choice.token().orElseThrow()]));
                }
                String found = "logits of %d tokens, %d of %d in the prefix: at most %.5f apart, bound %s, spread %.2f"
                        .formatted(distinct.length, prefix, TOKENS, worst, bound, spread(theirs));
                if (!(worst <= bound)) {
                    throw new IllegalStateException("the engines do not agree, so nothing is timed: " + found);
                }
                bench.report().note(found);
            }
        }
    }

    /** In float32 the order of additions alone differs; in bfloat16 each engine rounds at its own places. */
    private static double bound(Precision precision) {
        return precision == Precision.F32 ? 0.001 : 0.12;
    }

    private static List<Scores.Choice> ours(LanguageModel model, int[] whole, int prefix, int[] asked) {
        int[] own = Arrays.copyOfRange(whole, prefix, whole.length);
        var call = new ScoringCall(
                CaravanContestant.VERSION,
                prefix == 0
                        ? Optional.empty()
                        : Optional.of(new SharedPrefix("agreement", Tokens.text(Arrays.copyOf(whole, prefix)))),
                Tokens.text(own),
                List.of(),
                Arrays.stream(asked).mapToObj(Integer::toString).toList(),
                Scheduling.DEFAULT);
        return model.score(call).join().choices();
    }

    private static float[] theirs(Bench bench, int[] whole) {
        CacheType cache = bench.precision() == Precision.F32 ? CacheType.F32 : CacheType.BF16;
        var settings = new LlamaSettings(512, false, true, cache);
        try (LlamaModel model = bench.openLlama();
                var session = new LlamaSession(model, settings, 1, 512, bench.threads(), bench.vocabulary())) {
            session.prefill(whole, 0);
            return session.logits(-1).clone();
        }
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

package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.inference.LanguageModel;
import java.util.List;

/** A prompt alone, until its first token; the score is the worst of all lengths. */
final class Prefill implements Part {
    private static final double AIM = 1.3;

    @Override
    public void run(Bench bench) {
        double worst = Double.POSITIVE_INFINITY;
        try (LanguageModel ours = bench.open(1);
                LlamaModel theirs = bench.openLlama()) {
            for (int length : bench.scale().prompts()) {
                int[] warm = Tokens.random(length, bench.vocabulary(), 75);
                Contestant caravan = bench.caravan(ours);
                Contestant llama = bench.llama(theirs, bench.sweep().prefill(bench, theirs, warm));
                caravan.prefillSeconds(warm);
                var rates = Duel.run(
                        List.of(caravan, llama),
                        bench.scale().repetitions(),
                        (contestant, repetition) -> length
                                / contestant.prefillSeconds(Tokens.random(length, bench.vocabulary(), repetition)));
                rates.forEach((who, rate) -> bench.report().add("prefill", who, "tokens/s, prompt of " + length, rate));
                double times = Ratio.of(rates, caravan, llama);
                bench.report().note("prefill of %d: %.2fx".formatted(length, times));
                worst = Math.min(worst, times);
            }
        }
        bench.report().score("prefill", worst, AIM);
    }
}

package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.inference.LanguageModel;
import java.util.List;
import java.util.Map;

/** C: decode steps over sequences with tokens of their own behind them. */
final class Decode implements Part {
    private static final Map<Integer, Double> AIMS = Map.of(1, 0.9, 8, 1.3, 32, 1.7);

    @Override
    public void run(Bench bench) {
        Scale scale = bench.scale();
        for (int sequences : scale.batches()) {
            try (LanguageModel ours = bench.open(sequences);
                    LlamaModel theirs = bench.openLlama()) {
                Contestant caravan = bench.caravan(ours);
                Contestant llama = bench.llama(theirs, bench.sweep().steps(bench, theirs, sequences));
                var rates = Duel.run(
                        List.of(caravan, llama),
                        scale.repetitions(),
                        (contestant, repetition) ->
                                sequences / contestant.stepSeconds(sequences, scale.cached(), scale.steps()));
                String what = "tokens/s, decode of %d behind %d each".formatted(sequences, scale.cached());
                rates.forEach((who, rate) -> bench.report().add("C" + sequences, who, what, rate));
                bench.report()
                        .score("C" + sequences, Ratio.of(rates, caravan, llama), AIMS.getOrDefault(sequences, 0.0));
            }
        }
    }
}

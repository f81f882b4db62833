package caravan.bench.engine;

import caravan.bench.llama.LlamaAdapter;
import caravan.bench.llama.LlamaModel;
import caravan.bench.model.RandomModel;
import caravan.inference.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * F: three prefixes and two adapters beside the base, all at once; and what mixing costs our engine, against as many
 * calls of one prefix on the base.
 */
final class Mixed implements Part {
    private static final int PREFIXES = 3;

    @Override
    public void run(Bench bench) {
        Scale.Work work = bench.scale().mixed();
        int calls = work.calls() * PREFIXES;
        try (LanguageModel ours = bench.openWithAdapters(calls);
                LlamaModel theirs = bench.openLlama()) {
            List<LlamaAdapter> adapters = IntStream.range(0, RandomModel.ADAPTERS)
                    .mapToObj(number -> theirs.adapter(bench.model().ggufAdapter(number)))
                    .toList();
            Contestant caravan = bench.caravan(ours);
            Contestant llama = bench.llama(theirs, bench.sweep().shared(bench, theirs), adapters);
            caravan.prefillSeconds(Tokens.random(64, bench.vocabulary(), 2));
            var rates = Duel.run(List.of(caravan, llama), bench.scale().rounds(), (contestant, repetition) -> {
                List<AdaptedWork> works = works(bench, repetition);
                int generated = works.stream()
                        .mapToInt(adapted -> adapted.work().generated())
                        .sum();
                return generated / contestant.mixedSeconds(works);
            });
            String what = "tokens/s, %d calls, %d prefixes, base and %d adapters"
                    .formatted(calls, PREFIXES, RandomModel.ADAPTERS);
            rates.forEach((who, rate) -> bench.report().add("F", who, what, rate));
            SharedWork plain = work.withCalls(calls).draw(bench.vocabulary(), 9);
            double unmixed = plain.generated() / caravan.seconds(plain);
            bench.report()
                    .add(
                            "F",
                            "caravan",
                            "tokens/s, %d calls, one prefix, base".formatted(calls),
                            Spread.of(List.of(unmixed)));
            bench.report().score("F", Ratio.of(rates, caravan, llama), 0);
        }
    }

    /** Each prefix under the base and under each adapter, the calls dealt out evenly. */
    private static List<AdaptedWork> works(Bench bench, long seed) {
        int versions = RandomModel.ADAPTERS + 1;
        Scale.Work each = bench.scale().mixed();
        var works = new ArrayList<AdaptedWork>();
        for (int prefix = 0; prefix < PREFIXES; prefix++) {
            SharedWork drawn = each.draw(bench.vocabulary(), seed * PREFIXES + prefix);
            for (int version = 0; version < versions; version++) {
                int offset = version;
                List<SharedWork.Call> dealt = IntStream.range(0, drawn.calls().size())
                        .filter(i -> i % versions == offset)
                        .mapToObj(i -> drawn.calls().get(i))
                        .toList();
                works.add(new AdaptedWork(
                        version == 0 ? OptionalInt.empty() : OptionalInt.of(version - 1),
                        new SharedWork(drawn.prefix(), dealt)));
            }
        }
        return works;
    }
}

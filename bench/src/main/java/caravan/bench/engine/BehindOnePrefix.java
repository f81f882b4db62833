package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.inference.LanguageModel;
import java.util.List;

/** A: many calls behind one long prefix, whose prefill is inside the time. */
final class BehindOnePrefix implements Part {
    private static final double AIM = 2;

    @Override
    public void run(Bench bench) {
        Scale.Work work = bench.scale().shared();
        try (LanguageModel ours = bench.open(work.calls());
                LlamaModel theirs = bench.openLlama()) {
            Contestant caravan = bench.caravan(ours);
            Contestant llama = bench.llama(theirs, bench.sweep().shared(bench, theirs));
            caravan.seconds(new Scale.Work(work.prefix(), work.calls(), work.own(), 2).draw(bench.vocabulary(), 76));
            var rates = Duel.run(List.of(caravan, llama), bench.scale().repetitions(), (contestant, repetition) -> {
                SharedWork drawn = work.draw(bench.vocabulary(), repetition);
                return drawn.generated() / contestant.seconds(drawn);
            });
            String what = "tokens/s, %d calls of %d+%d behind %d"
                    .formatted(work.calls(), work.own(), work.generated(), work.prefix());
            rates.forEach((who, rate) -> bench.report().add("A", who, what, rate));
            bench.report().score("A", Ratio.of(rates, caravan, llama), AIM);
        }
    }
}

package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.inference.LanguageModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * B: ragged calls behind one prefix that arrive as a Poisson stream; the highest rate that an engine holds while 95 of
 * 100 calls are done within a limit, the same for both. The limit is a multiple of what the slower one needs for a call
 * that is alone.
 */
final class Arrivals implements Part {
    private static final double AIM = 2;
    private static final double SHARE = 0.95;
    private static final double PATIENCE = 4;
    private static final int PLACES = 32;

    @Override
    public void run(Bench bench) {
        Scale scale = bench.scale();
        Scale.Work shape = scale.arriving();
        int least = Math.max(1, shape.generated() / 10);
        int most = shape.generated() * 3 / 2;
        try (LanguageModel ours = bench.open(PLACES);
                LlamaModel theirs = bench.openLlama()) {
            List<Contestant> both = List.of(
                    bench.caravan(ours), bench.llama(theirs, bench.sweep().shared(bench, theirs)));
            SharedWork alone =
                    SharedWork.even(shape.prefix(), 1, shape.own(), (least + most) / 2, bench.vocabulary(), 5);
            double limit = PATIENCE
                    * both.stream()
                            .mapToDouble(contestant -> contestant.latencies(alone, new double[1])[0])
                            .max()
                            .orElseThrow();
            // What an engine does when all calls are there at once bounds the rate that it can hold.
            Map<Contestant, Double> ceilings = new LinkedHashMap<>();
            SharedWork crowd =
                    SharedWork.ragged(shape.prefix(), shape.calls(), shape.own(), least, most, bench.vocabulary(), 6);
            both.forEach(contestant -> ceilings.put(contestant, shape.calls() / contestant.seconds(crowd)));
            Map<String, Spread> held = Duel.run(both, scale.rounds(), (contestant, repetition) -> {
                SharedWork work = SharedWork.ragged(
                        shape.prefix(), shape.calls(), shape.own(), least, most, bench.vocabulary(), repetition);
                return rate(contestant, work, limit, require(ceilings, contestant), scale.trials(), repetition);
            });
            String what = "calls/s held, 95%% within %.1f s, %d-%d tokens".formatted(limit, least, most);
            held.forEach((who, rate) -> bench.report().add("B", who, what, rate));
            bench.report().score("B", Ratio.of(held, both.get(0), both.get(1)), AIM);
        }
    }

    /** Halves the interval in which the rate lies, in [0, 1.25 x ceiling], at each trial. */
    private static double rate(
            Contestant contestant, SharedWork work, double limit, double ceiling, int trials, long seed) {
        double holds = 0;
        double fails = ceiling * 1.25;
        for (int trial = 0; trial < trials; trial++) {
            double tried = trial == 0 ? ceiling * 0.8 : (holds + fails) / 2;
            double[] latencies = contestant.latencies(work, poisson(work.calls().size(), tried, seed));
            if (Spread.quantile(latencies, SHARE) <= limit) {
                holds = tried;
            } else {
                fails = tried;
            }
        }
        return holds > 0 ? holds : fails / 2;
    }

    private static double[] poisson(int count, double rate, long seed) {
        var random = new SplittableRandom(seed);
        var arrivals = new double[count];
        double now = 0;
        for (int i = 0; i < count; i++) {
            now -= Math.log(1 - random.nextDouble()) / rate;
            arrivals[i] = now;
        }
        return arrivals;
    }

    private static double require(Map<Contestant, Double> ceilings, Contestant contestant) {
        Double ceiling = ceilings.get(contestant);
        if (ceiling == null) {
            throw new IllegalStateException(contestant.name() + " has no ceiling");
        }
        return ceiling;
    }
}

package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSettings;
import caravan.bench.model.Precision;
import caravan.inference.LanguageModel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A once more, each engine with the weights that make it fastest among those whose logits stay as near to float32 as
 * bfloat16's may be. Which those are is found on a short piece of it.
 */
final class Fastest implements Part {
    private static final int REPETITIONS = 2;
    /**
     * With which the peer's precisions are told apart: its fastest for A on every processor so far, or within a tenth
     * of it.
     */
    private static final LlamaSettings USUAL = new LlamaSettings(512, true, true, LlamaSettings.CacheType.F16);

    @Override
    public void run(Bench bench) {
        Probe probe = Probe.of(bench.vocabulary());
        float[] exact = exact(bench.with(Precision.F32), probe);
        Bench ours = fastest(bench, precision -> ours(precision, probe, exact));
        Bench theirs = fastest(bench, precision -> theirs(precision, probe, exact));
        Scale.Work work = bench.scale().shared();
        try (LanguageModel opened = ours.open(work.calls());
                LlamaModel peer = theirs.openLlama()) {
            Contestant caravan = bench.caravan(opened);
            Contestant llama = bench.llama(peer, theirs.sweep().shared(theirs, peer));
            warm(bench, caravan);
            Map<String, Spread> rates =
                    Duel.run(List.of(caravan, llama), bench.scale().rounds(), (contestant, repetition) -> {
                        SharedWork drawn = work.draw(bench.vocabulary(), repetition);
                        return drawn.generated() / contestant.seconds(drawn);
                    });
            rates.forEach((who, rate) -> bench.report()
                    .add(
                            "fastest",
                            who,
                            "tokens/s, A with " + (who.equals(caravan.name()) ? ours : theirs).precision(),
                            rate));
            bench.report().score("fastest", Ratio.of(rates, caravan, llama), 0);
        }
    }

    private static float[] exact(Bench bench, Probe probe) {
        try (LanguageModel model = bench.open(1)) {
            return probe.ours(model, 0);
        }
    }

    /** The one whose trial is shortest; a trial is empty where its logits are too far off. */
    private static Bench fastest(Bench bench, Function<Bench, Optional<Double>> trial) {
        Bench best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Precision precision : Precision.values()) {
            Bench candidate = bench.with(precision);
            Optional<Double> seconds = trial.apply(candidate);
            if (seconds.isPresent() && seconds.get() < least) {
                least = seconds.get();
                best = candidate;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no precision stays within " + Agreement.NARROW_BOUND + " of float32");
        }
        return best;
    }

    private static Optional<Double> ours(Bench bench, Probe probe, float[] exact) {
        try (LanguageModel model = bench.open(bench.scale().shared().calls())) {
            return trial(bench, bench.caravan(model), Probe.apart(probe.ours(model, 0), exact));
        }
    }

    /**
     * With the settings of A, so that what they round counts too; those of the chosen precision are swept afterwards.
     */
    private static Optional<Double> theirs(Bench bench, Probe probe, float[] exact) {
        try (LlamaModel model = bench.openLlama()) {
            return trial(bench, bench.llama(model, USUAL), Probe.apart(probe.theirs(bench, model, USUAL), exact));
        }
    }

    private static Optional<Double> trial(Bench bench, Contestant contestant, double apart) {
        boolean near = apart <= Agreement.NARROW_BOUND;
        String found = String.format(
                Locale.ROOT,
                "%s in %s: logits at most %.4f from float32's",
                contestant.name(),
                bench.precision(),
                apart);
        if (!near) {
            bench.report().note(found + ", bound " + Agreement.NARROW_BOUND + ": left out");
            return Optional.empty();
        }
        warm(bench, contestant);
        double least = Double.POSITIVE_INFINITY;
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            least = Math.min(least, contestant.seconds(piece(bench, repetition)));
        }
        bench.report().note(found + String.format(Locale.ROOT, ", %.2f s for a piece of A", least));
        return Optional.of(least);
    }

    /** A quarter of A's prefix and a few steps. */
    private static SharedWork piece(Bench bench, long seed) {
        Scale.Work work = bench.scale().shared();
        return new Scale.Work(Math.max(1, work.prefix() / 4), work.calls(), work.own(), Math.min(12, work.generated()))
                .draw(bench.vocabulary(), seed);
    }

    /** A first work makes the JIT and the kernels' own caches ready. */
    private static void warm(Bench bench, Contestant contestant) {
        Scale.Work work = bench.scale().shared();
        contestant.seconds(new Scale.Work(Math.max(1, work.prefix() / 4), work.calls(), work.own(), 2)
                .draw(bench.vocabulary(), 76));
    }
}

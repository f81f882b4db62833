package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSettings;
import caravan.bench.llama.LlamaSettings.CacheType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Looks for the settings with which llama.cpp is fastest at something, by trying them all on a short piece of it. */
final class Sweep {
    private Sweep() {}

    /** The best for calls behind a prefix. */
    static LlamaSettings shared(Bench bench, LlamaModel model) {
        Scale.Work full = bench.scale().shared();
        var work = new Scale.Work(full.prefix(), full.calls(), full.own(), Math.min(8, full.generated()));
        SharedWork drawn = work.draw(bench.vocabulary(), 77);
        var candidates = new ArrayList<LlamaSettings>();
        for (int microBatch : List.of(512, 2048)) {
            for (boolean flash : List.of(true, false)) {
                for (boolean unified : List.of(true, false)) {
                    candidates.add(new LlamaSettings(microBatch, flash, unified, CacheType.F16));
                }
            }
        }
        return best(bench, model, "calls behind a prefix", candidates, contestant -> contestant.seconds(drawn));
    }

    /**
     * The best for decode steps. A unified memory is left out: copies in it share the cells of what they were copied
     * from, which would be a shared prefix.
     */
    static LlamaSettings steps(Bench bench, LlamaModel model, int sequences) {
        var candidates = new ArrayList<LlamaSettings>();
        for (boolean flash : List.of(true, false)) {
            candidates.add(new LlamaSettings(512, flash, false, CacheType.F16));
        }
        int steps = Math.min(6, bench.scale().steps());
        return best(
                bench,
                model,
                "decode of " + sequences,
                candidates,
                contestant -> contestant.stepSeconds(sequences, bench.scale().cached(), steps));
    }

    /** The best for prefilling one prompt. */
    static LlamaSettings prefill(Bench bench, LlamaModel model, int[] prompt) {
        var candidates = new ArrayList<LlamaSettings>();
        for (int microBatch : List.of(256, 512, 2048)) {
            for (boolean flash : List.of(true, false)) {
                candidates.add(new LlamaSettings(microBatch, flash, false, CacheType.F16));
            }
        }
        return best(
                bench,
                model,
                "prefill of " + prompt.length,
                candidates,
                contestant -> contestant.prefillSeconds(prompt));
    }

    private static LlamaSettings best(
            Bench bench,
            LlamaModel model,
            String what,
            List<LlamaSettings> candidates,
            ToDoubleFunction<LlamaContestant> seconds) {
        LlamaSettings best = candidates.get(0);
        double least = Double.POSITIVE_INFINITY;
        var tried = new StringBuilder();
        for (LlamaSettings candidate : candidates) {
            double taken = seconds.applyAsDouble(bench.llama(model, candidate));
            tried.append("%n    %-44s %.3f s".formatted(candidate, taken));
            if (taken < least) {
                least = taken;
                best = candidate;
            }
        }
        bench.report().note("llama.cpp's settings for %s: %s, of%s".formatted(what, best, tried));
        return best;
    }
}

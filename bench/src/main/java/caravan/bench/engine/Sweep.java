package caravan.bench.engine;

import caravan.bench.llama.LlamaModel;
import caravan.bench.llama.LlamaSettings;
import caravan.bench.llama.LlamaSettings.CacheType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Looks for the settings with which llama.cpp is fastest at something, by trying them on a short piece of it: first the
 * ways to attend, then the sizes of what is computed together.
 */
final class Sweep {
    private static final List<Integer> MICRO_BATCHES = List.of(256, 2048);
    private static final int STEPS = 6;
    private static final int PREFIX = 512;

    private final Map<String, LlamaSettings> found = new LinkedHashMap<>();

    /** The best for calls behind a prefix. */
    LlamaSettings shared(Bench bench, LlamaModel model) {
        Scale.Work full = bench.scale().shared();
        SharedWork drawn = new Scale.Work(
                        Math.min(PREFIX, full.prefix()),
                        full.calls(),
                        Math.min(8, full.own()),
                        Math.min(STEPS, full.generated()))
                .draw(bench.vocabulary(), 77);
        return best(bench, model, "calls behind a prefix", List.of(true, false), llama -> llama.seconds(drawn));
    }

    /**
     * The best for decode steps. A unified memory is left out: copies in it share the cells of what they were copied
     * from, which would be a shared prefix.
     */
    LlamaSettings steps(Bench bench, LlamaModel model, int sequences) {
        int cached = bench.scale().cached();
        int steps = Math.min(STEPS, bench.scale().steps());
        return best(
                bench,
                model,
                "decode of " + sequences,
                List.of(false),
                llama -> llama.stepSeconds(sequences, cached, steps));
    }

    /** The best for prefilling one prompt. */
    LlamaSettings prefill(Bench bench, LlamaModel model, int[] prompt) {
        return best(bench, model, "prefill of " + prompt.length, List.of(false), llama -> llama.prefillSeconds(prompt));
    }

    private LlamaSettings best(
            Bench bench,
            LlamaModel model,
            String what,
            List<Boolean> memories,
            ToDoubleFunction<LlamaContestant> seconds) {
        LlamaSettings known = found.get(what);
        if (known != null) {
            return known;
        }
        Map<LlamaSettings, Double> tried = new LinkedHashMap<>();
        for (boolean flash : List.of(true, false)) {
            for (boolean unified : memories) {
                var candidate = new LlamaSettings(512, flash, unified, CacheType.F16);
                tried.put(candidate, seconds.applyAsDouble(bench.llama(model, candidate)));
            }
        }
        LlamaSettings attending = fastest(tried);
        for (int microBatch : MICRO_BATCHES) {
            LlamaSettings candidate = attending.withMicroBatchTokens(microBatch);
            tried.put(candidate, seconds.applyAsDouble(bench.llama(model, candidate)));
        }
        LlamaSettings best = fastest(tried);
        found.put(what, best);
        var lines = new ArrayList<String>();
        tried.forEach((settings, taken) -> lines.add("%n    %-44s %.3f s".formatted(settings, taken)));
        bench.report().note("llama.cpp's settings for %s: %s, of%s".formatted(what, best, String.join("", lines)));
        return best;
    }

    private static LlamaSettings fastest(Map<LlamaSettings, Double> tried) {
        return tried.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }
}

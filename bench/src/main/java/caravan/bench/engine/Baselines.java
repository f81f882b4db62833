package caravan.bench.engine;

import caravan.inference.LanguageModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * E: what came before. The original put the whole prompt, prefix included, into every row of a static batch; here our
 * own kernels do that, so that the difference is the batching's alone. DJL's text generator does the same with caches
 * that are copied to grow.
 */
final class Baselines implements Part {
    @Override
    public void run(Bench bench) throws IOException {
        Scale.Work work = bench.scale().baselines();
        SharedWork drawn = work.draw(bench.vocabulary(), 3);
        SharedWork apart = Sharing.apart(drawn);
        String what = "tokens/s, %d calls of %d+%d behind %d"
                .formatted(work.calls(), work.own(), work.generated(), work.prefix());
        double shared;
        double batched;
        try (LanguageModel model = bench.open(work.calls())) {
            Contestant caravan = bench.caravan(model);
            caravan.prefillSeconds(drawn.prefix());
            shared = rate(bench, "caravan", what, drawn, caravan.seconds(drawn));
            batched = rate(bench, "the original's static batch", what, drawn, caravan.seconds(apart));
        }
        var prompts = new ArrayList<int[]>();
        apart.calls().forEach(call -> prompts.add(call.own()));
        double generator;
        try (var djl = new DjlTextGenerator(bench.model(), bench.threads())) {
            djl.generate(new int[][] {Tokens.random(8, bench.vocabulary(), 4)}, 2);
            long start = bench.clock().nanos();
            djl.generate(prompts.toArray(int[][]::new), work.generated());
            generator = rate(
                    bench,
                    "DJL's TextGenerator, float32",
                    what,
                    drawn,
                    bench.clock().secondsSince(start));
        }
        bench.report()
                .note("E: %.1f times the original's static batching, %.1f times DJL's text generator"
                        .formatted(shared / batched, shared / generator));
    }

    private static double rate(Bench bench, String who, String what, SharedWork work, double seconds) {
        double rate = work.generated() / seconds;
        bench.report().add("E", who, what, Spread.of(List.of(rate)));
        return rate;
    }
}

package caravan.bench.engine;

import caravan.inference.LanguageModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** D: time and memory with the prefix shared, and with each call carrying it by itself. */
final class Sharing implements Part {
    @Override
    public void run(Bench bench) throws IOException {
        for (int sequences : bench.scale().sequences()) {
            SharedWork shared = bench.scale().sharing().withCalls(sequences).draw(bench.vocabulary(), sequences);
            double with = measure(bench, "shared", shared);
            double without = measure(bench, "not shared", apart(shared));
            bench.report().note("D: sharing makes %d calls %.1f times as fast".formatted(sequences, without / with));
        }
    }

    private static double measure(Bench bench, String who, SharedWork work) throws IOException {
        int sequences = work.calls().size();
        try (LanguageModel model = bench.open(sequences)) {
            Contestant caravan = bench.caravan(model);
            caravan.prefillSeconds(Tokens.random(64, bench.vocabulary(), 2));
            ResidentMemory.resetPeak();
            long before = ResidentMemory.bytes();
            double seconds = caravan.seconds(work);
            double grownMiB = (ResidentMemory.peakBytes() - before) / 1048576.0;
            bench.report().add("D", who, "s, %d calls".formatted(sequences), Spread.of(List.of(seconds)));
            bench.report()
                    .add("D", who, "MiB more at the peak, %d calls".formatted(sequences), Spread.of(List.of(grownMiB)));
            return seconds;
        }
    }

    /** The same tokens without a prefix in common. */
    static SharedWork apart(SharedWork work) {
        var calls = new ArrayList<SharedWork.Call>();
        for (SharedWork.Call call : work.calls()) {
            int[] whole = new int[work.prefix().length + call.own().length];
            System.arraycopy(work.prefix(), 0, whole, 0, work.prefix().length);
            System.arraycopy(call.own(), 0, whole, work.prefix().length, call.own().length);
            calls.add(new SharedWork.Call(whole, call.generated()));
        }
        return new SharedWork(new int[0], calls);
    }
}

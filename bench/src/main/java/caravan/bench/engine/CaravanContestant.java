package caravan.bench.engine;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Our engine, through the door that everybody uses: texts go in, texts come out. */
final class CaravanContestant implements Contestant {
    static final String VERSION = "bench";

    private static final long PAUSE_NANOS = 2_000_000;

    private final String name;
    private final LanguageModel model;
    private final int vocabulary;
    private final Clock clock;
    private long prefixes;

    CaravanContestant(String name, LanguageModel model, int vocabulary, Clock clock) {
        this.name = name;
        this.model = model;
        this.vocabulary = vocabulary;
        this.clock = clock;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double seconds(SharedWork work) {
        return mixedSeconds(List.of(new AdaptedWork(OptionalInt.empty(), work)));
    }

    @Override
    public double mixedSeconds(List<AdaptedWork> works) {
        List<Optional<SharedPrefix>> prefixes =
                works.stream().map(adapted -> prefix(adapted.work())).toList();
        long start = clock.nanos();
        var running = new ArrayList<CompletableFuture<Generation>>();
        for (int i = 0; i < works.size(); i++) {
            OptionalInt adapter = works.get(i).adapter();
            String version = adapter.isPresent() ? version(adapter.getAsInt()) : VERSION;
            for (SharedWork.Call call : works.get(i).work().calls()) {
                running.add(generate(version, prefixes.get(i), call.own(), call.generated()));
            }
        }
        running.forEach(CompletableFuture::join);
        return clock.secondsSince(start);
    }

    @Override
    public double prefillSeconds(int[] prompt) {
        long start = clock.nanos();
        generate(Optional.empty(), prompt, 1).join();
        return clock.secondsSince(start);
    }

    /** Watches the engine's count of steps, in whose midst all sequences run. */
    @Override
    public double stepSeconds(int sequences, int cached, int steps) {
        var running = new ArrayList<CompletableFuture<Generation>>();
        for (int i = 0; i < sequences; i++) {
            int[] prompt = Tokens.random(cached, vocabulary, 1000L + i);
            running.add(generate(Optional.empty(), prompt, steps + 4 * sequences + 16));
        }
        // Newcomers join while the first are under way already; what counts is a step that takes all of them.
        Load before = model.load();
        Load from = nextStep(before);
        while (from.decodeTokens() - before.decodeTokens() != sequences * (from.steps() - before.steps())) {
            before = from;
            from = nextStep(before);
        }
        long start = clock.nanos();
        Load to = from;
        while (to.steps() < from.steps() + steps && to.running() == sequences) {
            to = nextStep(to);
        }
        double seconds = clock.secondsSince(start) / (to.steps() - from.steps());
        running.forEach(future -> future.cancel(false));
        while (model.load().running() > 0) {
            pause();
        }
        return seconds;
    }

    @Override
    public double[] latencies(SharedWork work, double[] arrivals) {
        Optional<SharedPrefix> prefix = prefix(work);
        generate(prefix, work.calls().get(0).own(), 1).join();
        var latencies = new double[arrivals.length];
        var running = new ArrayList<CompletableFuture<?>>();
        long start = System.nanoTime();
        for (int i = 0; i < arrivals.length; i++) {
            long due = start + (long) (arrivals[i] * 1e9);
            while (System.nanoTime() < due) {
                pause();
            }
            int call = i;
            SharedWork.Call wanted = work.calls().get(i);
            running.add(generate(prefix, wanted.own(), wanted.generated())
                    .thenRun(() -> latencies[call] = (System.nanoTime() - due) / 1e9));
        }
        running.forEach(CompletableFuture::join);
        return latencies;
    }

    /** Under a name of its own each time, so that no work finds the prefix of an earlier one. */
    private Optional<SharedPrefix> prefix(SharedWork work) {
        return work.prefix().length == 0
                ? Optional.empty()
                : Optional.of(new SharedPrefix("prefix-" + prefixes++, Tokens.text(work.prefix())));
    }

    /** The name by which an adapter is called. */
    static String version(int adapter) {
        return "adapter-" + adapter;
    }

    private CompletableFuture<Generation> generate(Optional<SharedPrefix> prefix, int[] own, int generated) {
        return generate(VERSION, prefix, own, generated);
    }

    private CompletableFuture<Generation> generate(
            String version, Optional<SharedPrefix> prefix, int[] own, int generated) {
        var sampling = new SamplingParams(0, 1, generated, List.of());
        return model.generate(new GenerationCall(version, prefix, Tokens.text(own), sampling, 1, 0))
                .thenApply(generation -> checked(generation, generated));
    }

    private static Generation checked(Generation generation, int generated) {
        if (generation.completionTokens() != generated) {
            throw new IllegalStateException(
                    "a call must get %d tokens, got %d".formatted(generated, generation.completionTokens()));
        }
        return generation;
    }

    private Load nextStep(Load after) {
        Load load = model.load();
        while (load.steps() == after.steps()) {
            pause();
            load = model.load();
        }
        return load;
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}

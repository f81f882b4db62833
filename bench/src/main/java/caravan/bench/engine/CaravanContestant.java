package caravan.bench.engine;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.LanguageModel;
import caravan.inference.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Takes the time at one sequence's pieces of text, of which each step gives one, once all have begun. */
    @Override
    public double stepSeconds(int sequences, int cached, int steps) {
        var begun = new AtomicInteger();
        var window = new Window(steps);
        var sampling = new SamplingParams(0, 1, steps + 4 * sequences + 16, List.of());
        var running = new ArrayList<CompletableFuture<Generation>>();
        for (int i = 0; i < sequences; i++) {
            boolean watched = i == 0;
            var isFirst = new AtomicBoolean(true);
            String prompt = Tokens.text(Tokens.random(cached, vocabulary, 1000L + i));
            running.add(model.generate(new GenerationCall(VERSION, Optional.empty(), prompt, sampling, 1, 0), piece -> {
                if (isFirst.getAndSet(false)) {
                    begun.incrementAndGet();
                }
                if (watched && begun.get() == sequences) {
                    window.take(clock.nanos());
                }
            }));
        }
        double seconds = window.seconds.join();
        running.forEach(future -> future.cancel(false));
        while (model.load().running() > 0) {
            pause();
        }
        return seconds;
    }

    /** A number of steps, of which the first moment is skipped, since the last newcomer joined before it. */
    private static final class Window {
        private final int steps;
        private final CompletableFuture<Double> seconds = new CompletableFuture<>();
        private int moments;
        private long start;

        Window(int steps) {
            this.steps = steps;
        }

        void take(long now) {
            if (moments == 1) {
                start = now;
            } else if (moments == 1 + steps) {
                seconds.complete((now - start) / 1e9 / steps);
            }
            moments++;
        }
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

    private static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}

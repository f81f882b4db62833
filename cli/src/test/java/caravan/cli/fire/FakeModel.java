package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Works in batches as a real engine does, of so many calls and so long each, and repeats what it was told. Each call
 * leaves its lines in a file, which outlives the process however it ends; so does each batch.
 */
final class FakeModel implements LanguageModel {
    private final Pace pace;
    private final Path calls;
    private final Set<String> versions = ConcurrentHashMap.newKeySet();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final AtomicLong batches = new AtomicLong();
    private final Marks marks;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "fake-model");
        thread.setDaemon(true);
        return thread;
    });
    private boolean atWork;
    private boolean hasAnswered;
    private long batchNanos;
    private long batchesEnded;

    /**
     * How it works.
     *
     * @param batch calls at one time
     * @param millis time of a batch
     */
    record Pace(int batch, long millis) {
        double callsPerSecond() {
            return batch * 1_000.0 / millis;
        }
    }

    private record Waiting(GenerationCall call, CompletableFuture<Generation> answer) {}

    /**
     * A model.
     *
     * @param calls where its lines go
     * @param marks told of the first call and the first answer
     */
    FakeModel(Pace pace, Path calls, Marks marks) {
        this.pace = pace;
        this.calls = calls;
        this.marks = marks;
    }

    /** What it answers to a text. */
    static String answer(String text) {
        return "echo " + text;
    }

    @Override
    public synchronized CompletableFuture<Generation> generate(GenerationCall call) {
        CompletableFuture<Generation> answer = new CompletableFuture<>();
        note(Calls.SUBMITTED, List.of(call));
        waiting.add(new Waiting(call, answer));
        if (!atWork) {
            atWork = true;
            // What comes within the next millisecond joins the same batch.
            ScheduledFuture<?> unused = clock.schedule(this::beginBatch, 1, TimeUnit.MILLISECONDS);
        }
        return answer;
    }

    private synchronized void beginBatch() {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < pace.batch() && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            if (!next.answer().isDone()) {
                batch.add(next);
            }
        }
        if (batch.isEmpty()) {
            atWork = false;
            return;
        }
        if (batches.getAndIncrement() == 0) {
            marks.reach(Marks.Point.ASKED);
        }
        long begunNanos = System.nanoTime();
        note(Calls.BEGUN, batch.stream().map(Waiting::call).toList());
        ScheduledFuture<?> unused =
                clock.schedule(() -> endBatch(batch, begunNanos), pace.millis(), TimeUnit.MILLISECONDS);
    }

    private void endBatch(List<Waiting> batch, long begunNanos) {
        countBatch(System.nanoTime() - begunNanos);
        beginBatch();
        if (!hasAnswered) {
            hasAnswered = true;
            marks.reach(Marks.Point.ANSWERED);
        }
        for (Waiting each : batch) {
            String text = answer(each.call().text());
            each.answer()
                    .complete(new Generation(
                            text, Finish.STOP, Optional.empty(), each.call().model(), 1, 0, 1, 0, pace.millis()));
        }
    }

    private synchronized void countBatch(long nanos) {
        batchNanos += nanos;
        batchesEnded++;
    }

    /** How long a batch took on average; 0 before the first has ended. */
    synchronized long batchNanosMean() {
        return batchesEnded == 0 ? 0 : batchNanos / batchesEnded;
    }

    private void note(char what, List<GenerationCall> noted) {
        long now = System.currentTimeMillis();
        StringBuilder lines = new StringBuilder();
        noted.forEach(call -> lines.append(Calls.line(now, what, call.text())));
        try {
            Files.writeString(calls, lines, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, false, true, 4_096);
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        versions.add(files.version());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<String> versions() {
        return Set.copyOf(versions);
    }

    @Override
    public Load load() {
        return new Load(0, 0, 0, 0, 0, batches.get());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

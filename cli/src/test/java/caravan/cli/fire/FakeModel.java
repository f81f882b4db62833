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
 * leaves a line in a file, which outlives the process however it ends.
 */
final class FakeModel implements LanguageModel {
    private final Pace pace;
    private final Path calls;
    private final Set<String> versions = ConcurrentHashMap.newKeySet();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final AtomicLong batches = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "fake-model");
        thread.setDaemon(true);
        return thread;
    });
    private boolean atWork;

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

    FakeModel(Pace pace, Path calls) {
        this.pace = pace;
        this.calls = calls;
    }

    /** What it answers to a text. */
    static String answer(String text) {
        return "echo " + text;
    }

    @Override
    public synchronized CompletableFuture<Generation> generate(GenerationCall call) {
        CompletableFuture<Generation> answer = new CompletableFuture<>();
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
        note(batch);
        batches.incrementAndGet();
        ScheduledFuture<?> unused = clock.schedule(() -> endBatch(batch), pace.millis(), TimeUnit.MILLISECONDS);
    }

    private void endBatch(List<Waiting> batch) {
        beginBatch();
        for (Waiting each : batch) {
            String text = answer(each.call().text());
            each.answer()
                    .complete(new Generation(
                            text, Finish.STOP, Optional.empty(), each.call().model(), 1, 0, 1, 0, pace.millis()));
        }
    }

    private void note(List<Waiting> batch) {
        StringBuilder lines = new StringBuilder();
        batch.forEach(each -> lines.append(each.call().text()).append('\n'));
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

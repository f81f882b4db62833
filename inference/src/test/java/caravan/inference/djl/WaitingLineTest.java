package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.GenerationCall;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingLineTest {
    private static final EngineSettings SETTINGS =
            EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

    @TempDir
    Path folder;

    private final WaitingLine line = new WaitingLine();
    private EngineThread engine;

    @BeforeEach
    void open() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        engine = EngineThread.start(SETTINGS, new Meter(new SimpleMeterRegistry(), SETTINGS, 0));
        engine.load(new ModelFiles("base", folder, Optional.empty())).join();
    }

    @AfterEach
    void close() {
        engine.stop();
    }

    @Test
    void aHigherPriorityGoesFirstAndElseWhoCameFirst() {
        line.add(job("a", Scheduling.ofPriority(0)));
        line.add(job("b", Scheduling.ofPriority(2)));
        line.add(job("c", Scheduling.ofPriority(0)));
        line.add(job("d", Scheduling.ofPriority(2)));

        assertThat(order(4)).containsExactly("b", "d", "a", "c");
    }

    @Test
    void flowsShareByTheirWeights() {
        for (int i = 0; i < 30; i++) {
            line.add(job("heavy", Scheduling.DEFAULT.inFlow("heavy", 3)));
        }
        for (int i = 0; i < 30; i++) {
            line.add(job("light", Scheduling.DEFAULT.inFlow("light", 1)));
        }

        List<String> first = order(20);

        assertThat(first.stream().filter("heavy"::equals)).hasSize(15);
        assertThat(first.subList(0, 4)).contains("light");
    }

    @Test
    void aFlowThatWasIdleIsOwedNothing() {
        for (int i = 0; i < 20; i++) {
            line.add(job("busy", Scheduling.DEFAULT.inFlow("busy", 1)));
        }
        order(10);
        for (int i = 0; i < 10; i++) {
            line.add(job("late", Scheduling.DEFAULT.inFlow("late", 1)));
        }

        assertThat(order(10).stream().filter("late"::equals)).hasSizeBetween(5, 6);
    }

    @Test
    void forgetsWhoseCallIsDone() {
        Sequence cancelled = job("a", Scheduling.DEFAULT);
        line.add(cancelled);
        line.add(job("b", Scheduling.DEFAULT));

        cancelled.future().cancel(true);
        line.removeDone();

        assertThat(order(1)).containsExactly("b");
        assertThat(line.isEmpty()).isTrue();
    }

    private List<String> order(int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add(((Sequence) line.remove()).call().text());
        }
        return names;
    }

    private Sequence job(String text, Scheduling scheduling) {
        var call =
                new GenerationCall("base", Optional.empty(), text, SamplingParams.greedy(10, List.of()), 1, scheduling);
        Served served = engine.served("base");
        var answer = new Sequence.Answer(new CompletableFuture<>(), piece -> {}, token -> {});
        return new Sequence(call, served, Prompt.of(served, call), answer, System.nanoTime(), engine.meter());
    }
}

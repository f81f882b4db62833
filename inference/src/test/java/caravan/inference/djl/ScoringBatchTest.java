package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.Scores.Continuation;
import caravan.inference.ScoringCall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scoring calls that wait at the same time: the test is the engine's thread, so that it knows who waits when. */
class ScoringBatchTest {
    private static final DecoderConfig LONG =
            new DecoderConfig(260, 24, 2, 6, 2, 4, 40, 2_048, 10_000, 1e-5, true, OptionalInt.empty(), List.of());
    private static final SharedPrefix PREFIX = new SharedPrefix("p", "Once upon a time there was a camel, and t");

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private BaseModel base;
    private Served served;
    private Batcher batcher;
    private Meter meter;

    @BeforeEach
    void open() throws IOException {
        TinyModels.write(folder, LONG, 1, Dtype.FLOAT32);
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);
        base = BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32);
        served = new Served("base", "base", base, base.noAdapter());
        meter = new Meter(meters, settings, 0);
        batcher = new Batcher(settings, meter);
    }

    @AfterEach
    void close() {
        batcher.close();
        base.close();
    }

    @Test
    void takesCallsBehindOnePrefixTogetherAndGivesEachTheFiguresItHasAlone() {
        List<String> texts = IntStream.range(0, 16)
                .mapToObj(i -> " it sat" + ".".repeat(i % 3))
                .toList();
        List<Scores> alone = new ArrayList<>();
        for (String text : texts) {
            CompletableFuture<Scores> asked = submit(Optional.of(PREFIX), text);
            turnUntilIdle();
            alone.add(asked.join());
        }
        long stepsAlone = steps();

        List<CompletableFuture<Scores>> together =
                texts.stream().map(text -> submit(Optional.of(PREFIX), text)).toList();
        turnUntilIdle();

        assertThat(stepsAlone).isEqualTo(16);
        assertThat(steps() - stepsAlone).isEqualTo(1);
        for (int i = 0; i < texts.size(); i++) {
            assertSame(together.get(i).join(), alone.get(i));
        }
    }

    @Test
    void leavesOutTheCallsBehindAnotherPrefix() {
        SharedPrefix other = new SharedPrefix("q", "Far away, where nobody goes, stood a tent, and t");
        List<CompletableFuture<Scores>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(submit(Optional.of(i % 2 == 0 ? PREFIX : other), " it sat"));
        }
        turnUntilIdle();

        assertThat(steps()).isEqualTo(2);
        assertSame(asked.get(2).join(), asked.get(0).join());
        assertSame(asked.get(3).join(), asked.get(1).join());
        assertThat(asked.get(1).join().continuations().get(0).logProbability())
                .isNotCloseTo(asked.get(0).join().continuations().get(0).logProbability(), within(1e-3));
    }

    @Test
    void goesOnWhenTheFirstCallOfABatchIsCancelledBetweenTwoChunks() {
        String text = " it sat" + " x".repeat(300);
        CompletableFuture<Scores> alone = submit(Optional.of(PREFIX), text);
        turnUntilIdle();
        CompletableFuture<Scores> first = submit(Optional.of(PREFIX), text);
        CompletableFuture<Scores> second = submit(Optional.of(PREFIX), text);

        batcher.turn();
        first.cancel(true);
        turnUntilIdle();

        assertSame(second.join(), alone.join());
    }

    private CompletableFuture<Scores> submit(Optional<SharedPrefix> prefix, String text) {
        ScoringCall call = new ScoringCall(
                "base", prefix, text, List.of(" yes", " no, never at all"), List.of(), Scheduling.DEFAULT);
        CompletableFuture<Scores> future = new CompletableFuture<>();
        Prompt prompt = Prompt.before(served, prefix, text);
        batcher.submit(new Scoring(call, Scoring.rows(call, served, prompt), served, prompt, future, 0, meter));
        return future;
    }

    private void turnUntilIdle() {
        while (!batcher.isIdle()) {
            batcher.turn();
        }
    }

    private long steps() {
        return meters.timer("caravan.engine.step", "kind", "score").count();
    }

    private static void assertSame(Scores found, Scores expected) {
        for (int i = 0; i < expected.continuations().size(); i++) {
            Continuation one = found.continuations().get(i);
            Continuation other = expected.continuations().get(i);
            assertThat(one.tokens()).isEqualTo(other.tokens());
            for (int token = 0; token < other.logProbabilities().size(); token++) {
                assertThat(one.logProbabilities().get(token))
                        .isCloseTo(other.logProbabilities().get(token), within(1e-5));
            }
        }
    }
}

package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.ScoringCall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is told of a failure inside libtorch: here that it has no memory, which a device says in the same way, by an
 * exception out of the native call.
 */
class NativeFailureTest {
    private static final EngineSettings SETTINGS =
            EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

    private static final int CONTEXT = 1 << 30;

    /** 128 KiB a token: a completion of a thousand million tokens wants more than there are addresses for. */
    private static final DecoderConfig WIDE = new DecoderConfig(
            260, 24, 2, 512, 512, 16, 40, CONTEXT, 10_000, 1e-5, true, OptionalInt.empty(), List.of());

    private static final int TOO_MANY = CONTEXT - 100;

    @TempDir
    Path folder;

    @Test
    void aNativeFailureIsTheEnginesAndEndsOnlyTheCallsThatItBefell() throws IOException {
        TinyModels.write(folder, WIDE, 1, Dtype.FLOAT32);
        try (var model = open(SETTINGS.withCacheBytesMax(Long.MAX_VALUE / 4))) {
            String before = model.generate(call("Hello", 20)).join().text();
            var begun = new CompletableFuture<Void>();
            CompletableFuture<Generation> running = model.generate(call("Hello", 300), piece -> begun.complete(null));
            begun.join();

            ModelException why = failure(model.generate(call("Hello", TOO_MANY)));

            assertThat(why.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(why.reason()).isEqualTo("engine-failure");
            assertThat(why)
                    .hasMessageStartingWith("a step of the model failed")
                    .hasCauseInstanceOf(RuntimeException.class);
            assertThat(running.join().completionTokens()).isEqualTo(300);
            assertThat(model.generate(call("Hello", 20)).join().text()).isEqualTo(before);
        }
    }

    /** Here that a sequence cannot be moved to another slot, since its model's memory is gone. */
    @Test
    void aFailureOutsideOfAnyStepEndsTheCallsUnderWayAndNotTheEngine() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        Path other = Files.createDirectory(folder.resolve("other"));
        TinyModels.write(other, TinyModels.TEXT, 2, Dtype.FLOAT32);
        EngineThread engine = EngineThread.start(SETTINGS, new Meter(new SimpleMeterRegistry(), SETTINGS, 0));
        try {
            engine.load(new ModelFiles("base", folder, Optional.empty())).join();
            Served served = engine.served("base");
            var first = new CompletableFuture<Generation>();
            var second = new CompletableFuture<Generation>();
            // Told by the engine's own thread in the step, after which the second goes to the first one's slot.
            Consumer<String> endsTheFirst = piece -> {
                if (first.cancel(false)) {
                    served.base().close();
                }
            };
            engine.submit(sequence(engine, served, first, piece -> {}));
            engine.submit(sequence(engine, served, second, endsTheFirst));

            ModelException why = failure(second);

            assertThat(first).isCancelled();
            assertThat(why.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(why.reason()).isEqualTo("engine-failure");
            engine.load(new ModelFiles("other", other, Optional.empty())).join();
            var after = new CompletableFuture<Generation>();
            engine.submit(sequence(engine, engine.served("other"), after, piece -> {}));
            assertThat(after.join().completionTokens()).isPositive();
        } finally {
            engine.stop();
        }
    }

    @Test
    void aCallThatFoundNoMemoryLetsItsPrefixGo() throws IOException {
        TinyModels.write(folder, WIDE, 1, Dtype.FLOAT32);
        var meters = new SimpleMeterRegistry();
        EngineSettings onePrefix = new EngineSettings(Optional.of(Dtype.FLOAT32), "cpu", 1, 8, 1, Long.MAX_VALUE / 4);
        try (var model = DjlLanguageModel.open(onePrefix, new ModelFiles("base", folder, Optional.empty()), meters)) {
            failure(model.generate(behind("A rule. ", TOO_MANY)));
            failure(model.generate(behind("Another rule. ", TOO_MANY)));

            model.generate(behind("A third rule. ", 5)).join();
            model.generate(call("Hello", 1)).join(); // by then what the third call's end let go is counted

            assertThat(meters.get("caravan.engine.prefixes").gauge().value()).isEqualTo(1);
        }
    }

    /** On a device its row would be read from beyond the table, and the whole process would have failed for good. */
    @Test
    void aTokenThatTheModelHasNoRowForIsTheCallsFault() throws IOException {
        // The tokenizer has every byte, the model none from 0xF0 on, with which characters of four bytes begin.
        var narrow =
                new DecoderConfig(0xF0, 24, 2, 6, 2, 4, 40, 256, 10_000, 1e-5, true, OptionalInt.empty(), List.of());
        TinyModels.write(folder, narrow, 1, Dtype.FLOAT32);
        try (var model = open(SETTINGS)) {
            ModelException generating = failure(model.generate(call("Hello \uD83D\uDE00", 5)));
            ModelException scoring = failure(model.score(new ScoringCall(
                    "base", Optional.empty(), "Hello", List.of(" \uD83D\uDE00"), List.of(), Scheduling.DEFAULT)));

            assertThat(generating.kind()).isEqualTo(Kind.BAD_CALL);
            assertThat(generating.reason()).isEqualTo("unknown-token");
            assertThat(generating).hasMessageContaining("240");
            assertThat(scoring.reason()).isEqualTo("unknown-token");
            assertThat(model.generate(call("Hello", 5)).join().completionTokens())
                    .isEqualTo(5);
        }
    }

    private DjlLanguageModel open(EngineSettings settings) {
        return DjlLanguageModel.open(settings, new ModelFiles("base", folder, Optional.empty()));
    }

    private static GenerationCall call(String text, int maxTokens) {
        return new GenerationCall("base", Optional.empty(), text, SamplingParams.greedy(maxTokens, List.of()), 1, 0);
    }

    private static GenerationCall behind(String prefix, int maxTokens) {
        return new GenerationCall(
                "base",
                Optional.of(new SharedPrefix(prefix, prefix)),
                "Hello",
                SamplingParams.greedy(maxTokens, List.of()),
                1,
                0);
    }

    private static Sequence sequence(
            EngineThread engine, Served served, CompletableFuture<Generation> future, Consumer<String> pieces) {
        GenerationCall call = new GenerationCall(
                served.version(), Optional.empty(), "Hello", SamplingParams.greedy(40, List.of()), 1, 0);
        var answer = new Sequence.Answer(future, pieces, token -> {});
        return new Sequence(call, served, Prompt.of(served, call), answer, System.nanoTime(), engine.meter());
    }

    private static ModelException failure(CompletableFuture<?> future) {
        try {
            future.join();
            throw new AssertionError("the call was answered");
        } catch (CompletionException e) {
            if (e.getCause() instanceof ModelException why) {
                return why;
            }
            throw e;
        }
    }
}

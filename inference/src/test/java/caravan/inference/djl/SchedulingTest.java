package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is served when, within which memory, and in which company. */
class SchedulingTest {
    private static final DecoderConfig LONG =
            new DecoderConfig(260, 24, 2, 6, 2, 4, 40, 4_096, 10_000, 1e-5, true, OptionalInt.empty(), List.of());
    private static final long TOKEN_BYTES = LONG.cacheBytesPerToken(Float.BYTES);
    private static final EngineSettings SETTINGS =
            EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

    @TempDir
    static Path folder;

    @BeforeAll
    static void write() throws IOException {
        TinyModels.write(folder.resolve("base"), LONG, 1, Dtype.FLOAT32);
        for (String name : new String[] {"one", "two"}) {
            TinyModels.writeAdapter(
                    folder.resolve(name),
                    LONG,
                    new LoraConfig(2, 4, 0, List.of("q_proj", "v_proj", "down_proj")),
                    name.hashCode());
        }
    }

    @Test
    void decodingGoesOnWhileALongPromptIsPrefilled() {
        try (var model = DjlLanguageModel.open(SETTINGS, base())) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            var begun = new CompletableFuture<Void>();
            CompletableFuture<Generation> running =
                    model.generate(call("Hello", 200, Optional.empty(), "base"), piece -> {
                        order.add("running");
                        begun.complete(null);
                    });
            begun.join();

            model.generate(call("z".repeat(3_900), 1, Optional.empty(), "base"), piece -> order.add("long"))
                    .join();
            int tokensMeanwhile = order.indexOf("long") < 0 ? order.size() : order.indexOf("long");

            // 3,900 tokens are eight chunks, and between two of them who decodes takes a step; not each ends a
            // character.
            assertThat(tokensMeanwhile).isGreaterThanOrEqualTo(3);
            assertThat(running.join().completionTokens()).isEqualTo(200);
        }
    }

    @Test
    void mixedLengthsPrefixesAndAdaptersAnswerAsEachAlone() {
        try (var model = DjlLanguageModel.open(SETTINGS.withSequencesMax(16), base())) {
            load(model, "one");
            load(model, "two");
            var calls = new ArrayList<GenerationCall>();
            for (int i = 0; i < 48; i++) {
                Optional<SharedPrefix> prefix = i % 4 == 3
                        ? Optional.empty()
                        : Optional.of(new SharedPrefix(
                                "p" + i % 4, "Principle " + "abc".charAt(i % 4 % 3) + "\n".repeat(600)));
                String version = List.of("base", "one", "two").get(i % 3);
                calls.add(call("x".repeat(1 + i * i % 700), 4 + i % 9, prefix, version));
            }

            List<CompletableFuture<Generation>> open =
                    calls.stream().map(model::generate).toList();
            List<String> together = open.stream()
                    .map(CompletableFuture::join)
                    .map(Generation::text)
                    .toList();
            List<String> alone = calls.stream()
                    .map(each -> model.generate(each).join().text())
                    .toList();

            long same = IntStream.range(0, 48)
                    .filter(i -> together.get(i).equals(alone.get(i)))
                    .count();
            assertThat(same).isGreaterThanOrEqualTo(46);
        }
    }

    @Test
    void aPrefixUnderTheHashOfAnotherIsStillItself() {
        var one = Optional.of(new SharedPrefix("same", "Be brief.\n".repeat(20)));
        var other = Optional.of(new SharedPrefix("same", "A longer rule.\n".repeat(30)));
        try (var model = DjlLanguageModel.open(SETTINGS, base())) {
            model.generate(call("Hello", 1, one, "base")).join();

            Generation answered =
                    model.generate(call("Hello", 20, other, "base")).join();

            String unshared = other.orElseThrow().text() + "Hello";
            assertThat(answered.text())
                    .isEqualTo(model.generate(call(unshared, 20, Optional.empty(), "base"))
                            .join()
                            .text());
        }
    }

    @Test
    void aReproducibleCallHasTheSameTokensInAnyCompany() {
        var prefix = Optional.of(new SharedPrefix("p", "A rule.\n".repeat(100)));
        SamplingParams sampling = new SamplingParams(1, 0.95, 40, List.of()).asReproducible();
        var call = new GenerationCall("base", prefix, "x".repeat(700), sampling, 5, 0);
        String alone;
        try (var model = DjlLanguageModel.open(SETTINGS, base())) {
            alone = model.generate(call).join().text();

            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 3 + 5 * round; i++) {
                    CompletableFuture<Generation> unused = model.generate(
                            call("y".repeat(1 + 13 * i), 10 + 7 * i, i % 2 == 0 ? prefix : Optional.empty(), "base"));
                }
                assertThat(model.generate(call).join().text()).isEqualTo(alone);
            }
        }
        try (var fresh = DjlLanguageModel.open(SETTINGS, base())) {
            assertThat(fresh.generate(call).join().text()).isEqualTo(alone);
        }
    }

    @Test
    void keysAndValuesStayWithinTheirBudget() {
        // Room for about three calls of 256 tokens.
        long bytesMax = 3 * 256 * TOKEN_BYTES;
        var meters = new SimpleMeterRegistry();
        try (var model = DjlLanguageModel.open(SETTINGS.withCacheBytesMax(bytesMax), base(), meters)) {
            List<Double> seen = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Generation>> open = IntStream.range(0, 24)
                    .mapToObj(i -> model.generate(
                            call("x".repeat(150 + i), 60, Optional.empty(), "base"),
                            piece -> seen.add(meters.get("caravan.engine.cache.bytes")
                                    .gauge()
                                    .value())))
                    .toList();
            open.forEach(CompletableFuture::join);

            assertThat(open)
                    .allSatisfy(
                            each -> assertThat(each.join().completionTokens()).isEqualTo(60));
            assertThat(seen).isNotEmpty().allMatch(bytes -> bytes <= bytesMax);
        }
    }

    @Test
    void refusesACallThatWouldNeverFitWithBothNumbers() {
        try (var model = DjlLanguageModel.open(SETTINGS.withCacheBytesMax(128 * TOKEN_BYTES), base())) {
            CompletableFuture<Generation> large = model.generate(call("x".repeat(400), 10, Optional.empty(), "base"));

            assertThat(failure(large).reason()).isEqualTo("cache-too-small");
            assertThat(failure(large))
                    .hasMessageContaining(String.valueOf(448 * TOKEN_BYTES))
                    .hasMessageContaining(String.valueOf(128 * TOKEN_BYTES));
        }
    }

    @Test
    void prefixesGoByUseWhenTheBudgetIsFull() {
        // Each prefix takes 800 tokens, so that two and a call fit, and a third displaces one.
        long bytesMax = 2_000 * TOKEN_BYTES;
        var meters = new SimpleMeterRegistry();
        try (var model = DjlLanguageModel.open(SETTINGS.withCacheBytesMax(bytesMax), base(), meters)) {
            for (String name : List.of("a", "b", "a", "c", "a")) {
                model.generate(call("x", 2, Optional.of(new SharedPrefix(name, name.repeat(800))), "base"))
                        .join();
            }

            assertThat(meters.get("caravan.engine.prefix")
                            .tag("result", "hit")
                            .counter()
                            .count())
                    .isEqualTo(2);
            assertThat(meters.get("caravan.engine.prefix")
                            .tag("result", "miss")
                            .counter()
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void aSwapComputesThePrefixesInUseBeforeTheNewVersionAnswers() {
        var prefix = Optional.of(new SharedPrefix("p", "A rule.\n".repeat(100)));
        try (var model = DjlLanguageModel.open(SETTINGS, base())) {
            model.generate(call("x", 2, prefix, "base")).join();
            CompletableFuture<Generation> running = model.generate(call("x", 300, prefix, "base"));

            load(model, "one");
            Generation first = model.generate(call("x", 2, prefix, "one")).join();
            CompletableFuture<Void> gone = model.unload("base");

            assertThat(first.cachedTokens()).isPositive();
            assertThat(running.join().completionTokens()).isEqualTo(300);
            gone.join();
            assertThat(model.versions()).containsExactly("one");
            assertThat(failure(model.generate(call("x", 2, prefix, "base"))).reason())
                    .isEqualTo("unknown-model");
            assertThat(model.generate(call("x", 2, prefix, "one")).join().text())
                    .isEqualTo(first.text());
        }
    }

    @Test
    void higherPrioritiesJoinFirst() {
        try (var model = DjlLanguageModel.open(SETTINGS.withSequencesMax(1), base())) {
            List<String> order = Collections.synchronizedList(new ArrayList<>());
            var begun = new CompletableFuture<Void>();
            CompletableFuture<Generation> running =
                    model.generate(call("Hello", 300, Optional.empty(), "base"), piece -> begun.complete(null));
            begun.join();
            List<CompletableFuture<Void>> open = IntStream.range(0, 6)
                    .mapToObj(i -> model.generate(new GenerationCall(
                                    "base",
                                    Optional.empty(),
                                    "x",
                                    SamplingParams.greedy(2, List.of()),
                                    i,
                                    Scheduling.ofPriority(i % 3)))
                            .thenAccept(done -> order.add("p" + i % 3)))
                    .toList();

            running.join();
            open.forEach(CompletableFuture::join);

            assertThat(order.stream().filter(name -> name.startsWith("p")))
                    .containsExactly("p2", "p2", "p1", "p1", "p0", "p0");
        }
    }

    @Test
    void replicasShareTheCalls() {
        var meters = new SimpleMeterRegistry();
        try (var model = DjlLanguageModel.open(SETTINGS.withDevice("cpu,cpu"), base(), meters)) {
            load(model, "one");
            List<CompletableFuture<Generation>> open = IntStream.range(0, 8)
                    .mapToObj(
                            i -> model.generate(call("x".repeat(9), 20, Optional.empty(), i % 2 == 0 ? "base" : "one")))
                    .toList();

            assertThat(open.stream()
                            .map(CompletableFuture::join)
                            .map(Generation::text)
                            .distinct())
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(model.versions()).containsExactlyInAnyOrder("base", "one");
            assertThat(model.load().decodeTokens()).isEqualTo(160);
        }
    }

    private static ModelFiles base() {
        return new ModelFiles("base", folder.resolve("base"), Optional.empty());
    }

    private static void load(DjlLanguageModel model, String adapter) {
        model.load(new ModelFiles(adapter, folder.resolve("base"), Optional.of(folder.resolve(adapter))))
                .join();
    }

    private static GenerationCall call(String text, int maxTokens, Optional<SharedPrefix> prefix, String version) {
        return new GenerationCall(version, prefix, text, SamplingParams.greedy(maxTokens, List.of()), 1, 0);
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

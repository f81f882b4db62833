package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.inference.Generation;
import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelFiles;
import caravan.inference.Penalties;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlLanguageModelTest {
    private static final EngineSettings SETTINGS =
            EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);
    private static final SharedPrefix PREFIX = new SharedPrefix("p1", "Once upon a time there was a camel, and t");

    @TempDir
    static Path folder;

    private static DjlLanguageModel model;

    @BeforeAll
    static void open() throws IOException {
        TinyModels.write(folder.resolve("base"), TinyModels.TEXT, 1, Dtype.FLOAT32);
        TinyModels.writeAdapter(
                folder.resolve("adapter"), TinyModels.TEXT, new LoraConfig(2, 4, 0, List.of("q_proj", "o_proj")), 3);
        model = DjlLanguageModel.open(SETTINGS, base());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void answersGreedilyWhatTheReferenceAnswers() throws IOException {
        Generation generation =
                model.generate(greedy(Optional.empty(), "Hello", 12)).join();

        assertThat(generation.text()).isEqualTo(expected("Hello", 12));
        assertThat(generation.promptTokens()).isEqualTo(5);
        assertThat(generation.completionTokens()).isEqualTo(12);
        assertThat(generation.finish()).isEqualTo(Finish.LENGTH);
        assertThat(generation.model()).isEqualTo("base");
    }

    @Test
    void answersTheSameWhetherThePrefixIsSharedOrNot() throws IOException {
        // "t" ends the prefix and "he" begins the text: encoded at once the two make one token.
        Generation first =
                model.generate(greedy(Optional.of(PREFIX), "he end", 10)).join();
        Generation second =
                model.generate(greedy(Optional.of(PREFIX), "he end", 10)).join();

        assertThat(first.text()).isEqualTo(expected(PREFIX.text() + "he end", 10));
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.promptTokens()).isEqualTo(first.promptTokens());
        assertThat(second.cachedTokens()).isPositive().isLessThan(second.promptTokens());
    }

    @Test
    void answersManyAtOnceAsEachAlone() {
        var calls = new ArrayList<GenerationCall>();
        for (int i = 0; i < 60; i++) {
            Optional<SharedPrefix> prefix = i % 3 == 0 ? Optional.empty() : Optional.of(PREFIX);
            calls.add(new GenerationCall(
                    "base", prefix, "x".repeat(i) + i, new SamplingParams(0.7, 0.9, 3 + i % 20, List.of()), i, 0));
        }

        List<CompletableFuture<Generation>> together =
                calls.stream().map(model::generate).toList();
        List<String> inCompany = together.stream()
                .map(CompletableFuture::join)
                .map(Generation::text)
                .toList();

        List<String> alone =
                calls.stream().map(call -> model.generate(call).join().text()).toList();
        long same = IntStream.range(0, 60)
                .filter(i -> inCompany.get(i).equals(alone.get(i)))
                .count();
        // Rounding depends on the batch; it may turn a draw, but hardly ever does.
        assertThat(same).isGreaterThanOrEqualTo(57);
    }

    @Test
    void stopsBeforeAStopStringThatSpansTokens() throws IOException {
        String free = expected("Hello", 12);
        String stop = free.substring(4, 7);

        Generation generation = model.generate(new GenerationCall(
                        "base",
                        Optional.empty(),
                        "Hello",
                        new SamplingParams(0, 1, 12, List.of("nowhere", stop)),
                        1,
                        0))
                .join();

        assertThat(generation.text()).isEqualTo(free.substring(0, free.indexOf(stop)));
        assertThat(generation.finish()).isEqualTo(Finish.STOP);
        assertThat(generation.stopString()).contains(stop);
    }

    @Test
    void handsTheTextOutInPiecesWithoutAnyOfTheStopString() throws IOException {
        String free = expected("Hello", 12);
        String stop = free.substring(4, 7);
        var pieces = new ArrayList<String>();

        Generation generation = model.generate(
                        call("Hello", new SamplingParams(0, 1, 12, List.of(stop)), Scheduling.DEFAULT), pieces::add)
                .join();

        assertThat(String.join("", pieces)).isEqualTo(generation.text());
        assertThat(pieces).hasSizeGreaterThan(1);
    }

    @Test
    void stopsAtAStopToken() throws IOException {
        int third = answer("Hello", 12).get(2);

        Generation generation = model.generate(call(
                        "Hello",
                        SamplingParams.greedy(12, List.of()).withStopTokens(Set.of(third)),
                        Scheduling.DEFAULT))
                .join();

        assertThat(generation.finish()).isEqualTo(Finish.STOP);
        assertThat(generation.completionTokens()).isEqualTo(answer("Hello", 12).indexOf(third) + 1);
        assertThat(generation.stopString()).isEmpty();
    }

    @Test
    void aBiasCanForceAToken() {
        SamplingParams forced = new SamplingParams(1, 1, 5, List.of()).withLogitBias(Map.of((int) 'q', 100.0));

        assertThat(model.generate(call("Hello", forced, Scheduling.DEFAULT))
                        .join()
                        .text())
                .isEqualTo("qqqqq");
    }

    @Test
    void repeatsNoTokenWhereNoneMayBeRepeated() throws IOException {
        SamplingParams forced = SamplingParams.greedy(60, List.of()).withPenalties(new Penalties(1, 0, 0, 1));
        var pieces = new ArrayList<String>();

        model.generate(call("Hello", forced, Scheduling.DEFAULT), pieces::add).join();

        assertThat(pieces).doesNotHaveDuplicates().doesNotContain("l", "H").hasSizeGreaterThan(20);
    }

    @Test
    void endsACallWhoseDeadlineHasPassed() {
        Scheduling tight = Scheduling.DEFAULT.until(Instant.now().minusSeconds(1));

        CompletableFuture<Generation> late = model.generate(call("Hello", SamplingParams.greedy(5, List.of()), tight));

        assertThat(reason(late)).isEqualTo("deadline");
    }

    @Test
    void aListenerThatFailsEndsItsOwnCallAlone() {
        CompletableFuture<Generation> failing = model.generate(greedy(Optional.empty(), "Hello", 12), piece -> {
            throw new IllegalStateException("full");
        });
        CompletableFuture<Generation> other = model.generate(greedy(Optional.empty(), "Hello", 12));

        assertThat(reason(failing)).isEqualTo("listener-failed");
        assertThat(other.join().completionTokens()).isEqualTo(12);
    }

    @Test
    void saysWhenTheFirstTokenCame() {
        Generation generation =
                model.generate(greedy(Optional.empty(), "Hello", 12)).join();

        assertThat(generation.firstTokenMillis().orElseThrow())
                .isBetween(generation.queuedMillis(), generation.queuedMillis() + generation.modelMillis() + 1);
    }

    @Test
    void refusesAPromptLongerThanTheContextWithBothNumbers() {
        CompletableFuture<Generation> future = model.generate(greedy(Optional.of(PREFIX), "z".repeat(300), 5));

        assertThatThrownBy(future::join)
                .hasCauseInstanceOf(ModelException.class)
                .hasMessageContaining("338")
                .hasMessageContaining("256");
        assertThat(reason(future)).isEqualTo("prompt-too-long");
    }

    @Test
    void refusesAnUnknownVersion() {
        CompletableFuture<Generation> future = model.generate(
                new GenerationCall("nobody", Optional.empty(), "Hello", new SamplingParams(0, 1, 5, List.of()), 1, 0));

        assertThat(reason(future)).isEqualTo("unknown-model");
    }

    @Test
    void endsAtTheEndOfTheContext() {
        Generation generation =
                model.generate(greedy(Optional.empty(), "z".repeat(250), 50)).join();

        assertThat(generation.promptTokens() + generation.completionTokens()).isEqualTo(256);
        assertThat(generation.finish()).isEqualTo(Finish.LENGTH);
    }

    @Test
    void servesAnAdapterBesideItsBase() throws IOException {
        model.load(new ModelFiles("tuned", folder.resolve("base"), Optional.of(folder.resolve("adapter"))))
                .join();

        CompletableFuture<Generation> base = model.generate(greedy(Optional.of(PREFIX), "Hello", 8));
        Generation tuned = model.generate(new GenerationCall(
                        "tuned", Optional.of(PREFIX), "Hello", new SamplingParams(0, 1, 8, List.of()), 1, 0))
                .join();

        var reference = new ReferenceDecoder(folder.resolve("base"), Optional.of(folder.resolve("adapter")));
        assertThat(tuned.text()).isEqualTo(expected(reference, PREFIX.text() + "Hello", 8));
        assertThat(base.join().text()).isEqualTo(expected(PREFIX.text() + "Hello", 8));
        assertThat(tuned.model()).isEqualTo("tuned");
        assertThat(tuned.base()).contains("base");
        assertThat(model.versions()).contains("base", "tuned");
    }

    @Test
    void givesTheSameTextForTheSameSeed() {
        var call = new GenerationCall(
                "base", Optional.empty(), "Hello", new SamplingParams(1, 0.95, 20, List.of()), 42, 0);

        String first = model.generate(call).join().text();

        assertThat(model.generate(call).join().text()).isEqualTo(first);
    }

    @Test
    void aCancelledCallGivesItsPlaceBack() {
        EngineSettings narrow = SETTINGS.withSequencesMax(1);
        try (var small = DjlLanguageModel.open(narrow, base())) {
            CompletableFuture<Generation> endless = small.generate(greedy(Optional.empty(), "Hello", 250));
            CompletableFuture<Generation> next = small.generate(greedy(Optional.empty(), "Hello", 2));

            endless.cancel(true);

            assertThat(next.join().completionTokens()).isEqualTo(2);
        }
    }

    @Test
    void closingEndsOpenCallsAsRetriable() {
        var small = DjlLanguageModel.open(SETTINGS.withSequencesMax(1), base());
        List<CompletableFuture<Generation>> open = IntStream.range(0, 20)
                .mapToObj(i -> small.generate(greedy(Optional.empty(), "Hello", 240)))
                .toList();

        small.close();
        small.close();

        assertThat(open).allMatch(CompletableFuture::isDone);
        assertThat(reason(open.get(19))).isEqualTo("closed");
        assertThat(reason(small.generate(greedy(Optional.empty(), "late", 3)))).isEqualTo("closed");
    }

    @Test
    void refusesAFolderThatIsNoModel() {
        assertThatThrownBy(() -> DjlLanguageModel.open(
                        SETTINGS, new ModelFiles("x", folder.resolve("nothing"), Optional.empty())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("config.json");
    }

    private static ModelFiles base() {
        return new ModelFiles("base", folder.resolve("base"), Optional.empty());
    }

    private static GenerationCall greedy(Optional<SharedPrefix> prefix, String text, int maxTokens) {
        return new GenerationCall("base", prefix, text, new SamplingParams(0, 1, maxTokens, List.of()), 1, 0);
    }

    private static GenerationCall call(String text, SamplingParams sampling, Scheduling scheduling) {
        return new GenerationCall("base", Optional.empty(), text, sampling, 1, scheduling);
    }

    private static String expected(String prompt, int count) throws IOException {
        return expected(new ReferenceDecoder(folder.resolve("base"), Optional.empty()), prompt, count);
    }

    /** What the reference answers greedily, without any cache. */
    private static String expected(ReferenceDecoder reference, String prompt, int count) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("base"))) {
            var tail = new TextTail(tokenizer::decode, List.of(), tokenizer.encode(prompt));
            answer(reference, prompt, count).forEach(tail::add);
            return tail.text();
        }
    }

    private static List<Integer> answer(String prompt, int count) throws IOException {
        return answer(new ReferenceDecoder(folder.resolve("base"), Optional.empty()), prompt, count);
    }

    private static List<Integer> answer(ReferenceDecoder reference, String prompt, int count) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("base"))) {
            var tokens = new ArrayList<Integer>();
            IntStream.of(tokenizer.encode(prompt)).forEach(tokens::add);
            var answer = new ArrayList<Integer>();
            for (int i = 0; i < count; i++) {
                double[][] logs = reference.logProbabilities(
                        tokens.stream().mapToInt(Integer::intValue).toArray());
                double[] last = logs[logs.length - 1];
                int best = IntStream.range(0, last.length)
                        .reduce((a, b) -> last[b] > last[a] ? b : a)
                        .orElseThrow();
                tokens.add(best);
                answer.add(best);
            }
            return answer;
        }
    }

    private static String reason(CompletableFuture<?> future) {
        try {
            future.join();
            return "none";
        } catch (CompletionException e) {
            return e.getCause() instanceof ModelException why ? why.reason() : "other";
        }
    }
}

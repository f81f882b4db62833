package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelFiles;
import caravan.inference.Penalties;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.ScoredToken;
import caravan.inference.ScoredToken.Likely;
import caravan.inference.Scores;
import caravan.inference.Scores.Choice;
import caravan.inference.Scores.Continuation;
import caravan.inference.ScoringCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringTest {
    private static final SharedPrefix PREFIX = new SharedPrefix("p", "Once upon a time there was a camel, and t");

    @TempDir
    static Path folder;

    private static DjlLanguageModel model;

    @BeforeAll
    static void open() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        model = DjlLanguageModel.open(
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1),
                new ModelFiles("base", folder, Optional.empty()));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void givesTheLogProbabilitiesThatTheReferenceGives() throws IOException {
        List<String> continuations = List.of(" yes", " no, never at all", "!");

        Scores scores = score(Optional.of(PREFIX), " it sat", continuations, List.of());

        for (Continuation continuation : scores.continuations()) {
            String whole = PREFIX.text() + " it sat" + continuation.text();
            assertAgree(continuation, whole, continuation.tokens().size());
        }
        assertThat(scores.continuations()).extracting(Continuation::text).containsExactlyElementsOf(continuations);
    }

    @Test
    void scoresTheTokensOfTheWholeTextWhereAMergeCrossesTheBoundary() throws IOException {
        // The prefix ends with "t": "the" is one token, which begins in the prefix.
        Scores scores = score(Optional.of(PREFIX), "", List.of("he end"), List.of());

        Continuation continuation = scores.continuations().get(0);
        assertThat(continuation.tokens().get(0)).isEqualTo(258);
        assertAgree(
                continuation, PREFIX.text() + "he end", continuation.tokens().size());
    }

    @Test
    void scoresWhatIsLongerThanAChunk() throws IOException {
        String text = "x".repeat(200);

        Scores scores = score(Optional.empty(), text, List.of("y", "yz".repeat(20)), List.of());

        assertAgree(scores.continuations().get(0), text + "y", 1);
        assertAgree(scores.continuations().get(1), text + "yz".repeat(20), 40);
    }

    @Test
    void answersCallsOfTwoPrefixesThatComeAtOnceEachBehindItsOwn() throws IOException {
        var elsewhere = new SharedPrefix("q", "Far away, where nobody ever goes, there was a tent, and t");
        List<CompletableFuture<Scores>> asked = IntStream.range(0, 12)
                .mapToObj(
                        i -> ask(Optional.of(i % 2 == 0 ? PREFIX : elsewhere), " it", List.of(" was " + i), List.of()))
                .toList();

        for (int i = 0; i < asked.size(); i++) {
            Continuation each = asked.get(i).join().continuations().get(0);
            String before = i % 2 == 0 ? PREFIX.text() : elsewhere.text();
            assertAgree(each, before + " it was " + i, each.tokens().size());
        }
    }

    @Test
    void givesLogitsOfTheChoicesAfterTheText() throws IOException {
        Scores scores = score(Optional.of(PREFIX), " A or B? ", List.of(), List.of("A", "B"));

        double[][] logs = reference(PREFIX.text() + " A or B? ");
        List<Choice> choices = scores.choices();
        assertThat(choices).extracting(Choice::token).containsExactly(OptionalInt.of('A'), OptionalInt.of('B'));
        for (Choice choice : choices) {
            assertThat(choice.logProbability())
                    .isCloseTo(logs[logs.length - 1][choice.token().orElseThrow()], within(1e-4));
        }
        assertThat(choices.get(0).logit() - choices.get(1).logit())
                .isCloseTo(choices.get(0).logProbability() - choices.get(1).logProbability(), within(1e-4));
    }

    @Test
    void findsThePrefixThatGenerationsUse() {
        score(Optional.of(PREFIX), " a", List.of("b"), List.of());

        assertThat(score(Optional.of(PREFIX), " a", List.of("b"), List.of()).cachedTokens())
                .isGreaterThan(30);
    }

    @Test
    void scoresATextBeforeWhichThereIsNothingFromItsSecondTokenOn() throws IOException {
        Scores scores = score(Optional.empty(), "", List.of("Hello the end"), List.of());

        assertAgree(scores.continuations().get(0), "Hello the end", ids("Hello the end").length - 1);
        assertThat(reason(ask(Optional.empty(), "", List.of("H"), List.of()))).isEqualTo("nothing-before");
    }

    @Test
    void tellsTheTextsOfTokensAndTheLikeliestInTheirPlaces() throws IOException {
        var call =
                new ScoringCall("base", Optional.of(PREFIX), " it", List.of(" sé, the"), List.of(), Scheduling.DEFAULT);

        Continuation continuation =
                model.score(call.withLikeliest(3)).join().continuations().get(0);

        double[][] logs = reference(PREFIX.text() + " it sé, the");
        int first = logs.length - continuation.scored().size() - 1;
        assertThat(continuation.scored()).extracting(ScoredToken::text).containsExactly(" ", "s", "", "é", ",", " the");
        assertThat(continuation.scored())
                .extracting(ScoredToken::logProbability)
                .isEqualTo(continuation.logProbabilities());
        for (int i = 0; i < continuation.scored().size(); i++) {
            double[] expected = logs[first + i].clone();
            Arrays.sort(expected);
            List<Likely> best = continuation.scored().get(i).likeliest();
            assertThat(best).hasSize(3);
            for (int rank = 0; rank < 3; rank++) {
                assertThat(best.get(rank).logProbability())
                        .isCloseTo(expected[expected.length - 1 - rank], within(1e-4));
                assertThat(logs[first + i][best.get(rank).token().orElseThrow()])
                        .isCloseTo(best.get(rank).logProbability(), within(1e-4));
            }
        }
    }

    @Test
    void tellsHowLikelyGeneratedTokensWereBeforeTemperatureAndPenalties() throws IOException {
        SamplingParams sampling =
                new SamplingParams(1.7, 0.9, 12, List.of()).withPenalties(new Penalties(1.2, 0.5, 0, 0));
        var call = new GenerationCall("base", Optional.of(PREFIX), " it", sampling, 3, 0);

        Generation plain = model.generate(call).join();
        Generation told = model.generate(call.withLogProbabilities(2)).join();

        assertThat(told.text()).isEqualTo(plain.text());
        assertThat(plain.tokens()).isEmpty();
        // Bytes at the end that make up no character are no part of the text.
        assertThat(told.tokens())
                .hasSizeBetween(6, 12)
                .allSatisfy(token -> assertThat(token.likeliest()).hasSize(2));
        int[] prompt = ids(PREFIX.text() + " it");
        int[] whole = IntStream.concat(
                        IntStream.of(prompt),
                        told.tokens().stream().mapToInt(token -> token.token().orElseThrow()))
                .toArray();
        double[][] logs = new ReferenceDecoder(folder, Optional.empty()).logProbabilities(whole);
        for (int i = 0; i < told.tokens().size(); i++) {
            assertThat(told.tokens().get(i).logProbability())
                    .isCloseTo(logs[prompt.length + i - 1][whole[prompt.length + i]], within(1e-4));
        }
    }

    @Test
    void refusesAChoiceOfSeveralTokens() {
        assertThat(reason(ask(Optional.empty(), "Hello ", List.of(), List.of("no"))))
                .isEqualTo("not-a-token");
    }

    @Test
    void refusesAContinuationBeyondTheContext() {
        assertThat(reason(ask(Optional.empty(), "Hello ", List.of("z".repeat(300)), List.of())))
                .isEqualTo("prompt-too-long");
    }

    private static void assertAgree(Continuation continuation, String whole, int tokens) throws IOException {
        double[][] logs = reference(whole);
        int[] ids = ids(whole);
        assertThat(continuation.logProbabilities()).hasSize(tokens);
        IntStream.range(0, tokens).forEach(i -> {
            int at = ids.length - tokens + i;
            assertThat(continuation.tokens().get(i)).isEqualTo(ids[at]);
            assertThat(continuation.logProbabilities().get(i)).isCloseTo(logs[at - 1][ids[at]], within(1e-4));
        });
    }

    private static double[][] reference(String text) throws IOException {
        return new ReferenceDecoder(folder, Optional.empty()).logProbabilities(ids(text));
    }

    private static int[] ids(String text) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            return tokenizer.encode(text);
        }
    }

    private static Scores score(
            Optional<SharedPrefix> prefix, String text, List<String> continuations, List<String> choices) {
        return ask(prefix, text, continuations, choices).join();
    }

    private static CompletableFuture<Scores> ask(
            Optional<SharedPrefix> prefix, String text, List<String> continuations, List<String> choices) {
        return model.score(new ScoringCall("base", prefix, text, continuations, choices, Scheduling.DEFAULT));
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

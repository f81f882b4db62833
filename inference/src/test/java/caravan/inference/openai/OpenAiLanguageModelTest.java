package caravan.inference.openai;

import static caravan.inference.openai.StubServer.MODEL;
import static caravan.inference.openai.StubServer.after;
import static caravan.inference.openai.StubServer.answer;
import static caravan.inference.openai.StubServer.completion;
import static caravan.inference.openai.StubServer.cutsItsBody;
import static caravan.inference.openai.StubServer.error;
import static caravan.inference.openai.StubServer.sendsMegabytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.openai.OpenAiSettings.Endpoint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class OpenAiLanguageModelTest {
    private static final String SECRET = "sk-very-secret-0123456789";
    private static final SamplingParams SAMPLING = new SamplingParams(0.7, 0.9, 50, List.of("END"));
    private static final Patience QUICK =
            new Patience(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(30));

    private StubServer stub;

    @BeforeEach
    void start() throws IOException {
        stub = StubServer.start();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void asksForACompletionOfPrefixAndText() throws IOException {
        stub.behaves(answer(200, completion("seven")));

        Generation generation = ask(settings());

        assertThat(generation.text()).isEqualTo("seven");
        assertThat(generation.finish()).isEqualTo(Generation.Finish.STOP);
        assertThat(generation.stopString()).contains("END");
        assertThat(generation.model()).isEqualTo(MODEL);
        assertThat(generation.promptTokens()).isEqualTo(12);
        assertThat(generation.cachedTokens()).isEqualTo(8);
        assertThat(generation.completionTokens()).isEqualTo(3);
        JsonNode sent = new ObjectMapper().readTree(stub.bodies.get(0));
        assertThat(sent.path("prompt").asText()).isEqualTo("Rules.\nHow many?");
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.7);
        assertThat(sent.path("top_p").asDouble()).isEqualTo(0.9);
        assertThat(sent.path("seed").asInt()).isEqualTo(42);
        assertThat(sent.path("stop").path(0).asText()).isEqualTo("END");
        assertThat(sent.path("stream").asBoolean(true)).isFalse();
    }

    @Test
    void asksAChatWithThePrefixAsTheSystemsMessage() throws IOException {
        stub.behaves(answer(200, """
                {"model": "%s", "choices": [{"message": {"role": "assistant", "content": "seven"},
                 "finish_reason": "length"}]}
                """.formatted(MODEL)));

        Generation generation = ask(settings().with(Endpoint.CHAT));

        assertThat(generation.text()).isEqualTo("seven");
        assertThat(generation.finish()).isEqualTo(Generation.Finish.LENGTH);
        JsonNode sent = new ObjectMapper().readTree(stub.bodies.get(0)).path("messages");
        assertThat(sent)
                .hasToString("[{\"role\":\"system\",\"content\":\"Rules.\\n\"},"
                        + "{\"role\":\"user\",\"content\":\"How many?\"}]");
    }

    @Test
    void givesACallBackAtItsDeadline() {
        stub.behaves(stub.hangs());
        GenerationCall late = new GenerationCall(
                MODEL,
                Optional.empty(),
                "x",
                SAMPLING,
                1,
                Scheduling.DEFAULT.until(Instant.now().plusMillis(300)));
        try (OpenAiLanguageModel model = open(settings())) {
            assertThat(failure(model.generate(late)).reason()).isEqualTo("too-slow");
        }
    }

    @Test
    void cutsWhatAServerWroteBehindAStopString() {
        stub.behaves(answer(200, completion("sevenENDand more")));

        assertThat(ask(settings()).text()).isEqualTo("seven");
    }

    @Test
    void learnsTheContextFromTheServer() {
        try (OpenAiLanguageModel model = open(settings())) {
            assertThat(model.capabilities().contextTokensMax()).isEqualTo(4096);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, BAD_CALL, refused-by-server",
        "401, UNAVAILABLE, not-authorized",
        "402, UNAVAILABLE, no-credit",
        "403, UNAVAILABLE, not-authorized",
        "404, UNAVAILABLE, unknown-model",
        "422, BAD_CALL, refused-by-server",
        "429, OVERLOADED, too-many-requests",
        "500, OVERLOADED, server-failed",
        "302, UNAVAILABLE, unexpected-status",
        "503, UNAVAILABLE, server-unavailable",
    })
    void sortsAStatusAndTriesOnce(int status, Kind kind, String reason) {
        stub.behaves(answer(status, error("because", Map.of())));

        ModelException thrown = failure(settings());

        assertThat(thrown.kind()).isEqualTo(kind);
        assertThat(thrown.reason()).isEqualTo(reason);
        assertThat(thrown)
                .hasMessage(stub.url() + " answered " + status + ": because"
                        + (status == 401 || status == 403 ? " (no key)" : ""));
        assertThat(stub.calls()).isEqualTo(1);
    }

    @Test
    void takesA503ForOverloadWhereTheServerHasAnsweredOfLate() {
        stub.behaves(answer(200, completion("fine")), answer(503, "busy", "Retry-After", "1"));
        try (OpenAiLanguageModel model = open(settings())) {
            model.generate(call(SAMPLING)).join();

            assertThat(failure(model).kind()).isEqualTo(Kind.OVERLOADED);
        }
    }

    @Test
    void tellsATextThatIsTooLong() {
        stub.behaves(answer(400, error("4100 of 4096", Map.of("code", "context_length_exceeded"))));

        assertThat(failure(settings()).reason()).isEqualTo("prompt-too-long");
    }

    @Test
    void leavesTheServerAloneAsLongAsItAsks() {
        stub.behaves(answer(429, "later", "Retry-After", "1"), answer(200, completion("now")));
        try (OpenAiLanguageModel model = open(settings())) {
            assertThat(failure(model).kind()).isEqualTo(Kind.OVERLOADED);
            long before = System.nanoTime();

            Generation generation = model.generate(call(SAMPLING)).join();

            assertThat(generation.text()).isEqualTo("now");
            assertThat(System.nanoTime() - before)
                    .isGreaterThan(Duration.ofMillis(900).toNanos());
            assertThat(generation.queuedMillis()).isGreaterThan(900);
        }
    }

    @Test
    void givesCallsBackAtOnceWhereTheServerWantsToBeLeftAloneForLong() {
        stub.behaves(answer(429, "tomorrow", "Retry-After", "86400"));
        try (OpenAiLanguageModel model = open(settings())) {
            assertThat(failure(model).kind()).isEqualTo(Kind.UNAVAILABLE);

            ModelException second = failure(model);

            assertThat(second.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(second.reason()).isEqualTo("told-to-wait");
            assertThat(stub.calls()).isEqualTo(1);
        }
    }

    @Test
    void halvesWhatItSendsAtOnceAfterARefusalWithoutAWord() {
        stub.behaves(answer(429, ""), answer(200, completion("fine")));
        try (OpenAiLanguageModel model = open(settings())) {
            int before = model.concurrency();

            assertThat(failure(model).kind()).isEqualTo(Kind.OVERLOADED);

            assertThat(model.concurrency()).isEqualTo(before / 2);
            assertThat(model.generate(call(SAMPLING)).join().text()).isEqualTo("fine");
        }
    }

    @Test
    void neverSendsMoreAtOnceThanItMay() {
        stub.behaves(after(30, answer(200, completion("fine"))));
        try (OpenAiLanguageModel model = open(settings().withConcurrencyMax(3))) {
            List<CompletableFuture<Generation>> futures = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                futures.add(model.generate(call(SAMPLING)));
                assertThat(model.load().running()).isLessThanOrEqualTo(3);
            }

            futures.forEach(CompletableFuture::join);

            assertThat(model.load().running()).isZero();
            assertThat(model.account().calls()).isEqualTo(30);
        }
    }

    @Test
    void waitsForASlowServerThatLives() {
        stub.behaves(after(2_000, answer(200, completion("at last"))));

        assertThat(ask(settings().with(QUICK)).text()).isEqualTo("at last");
    }

    @Test
    void givesUpOnAServerThatIsSilentAltogether() {
        stub.behaves(stub.hangs());
        try (OpenAiLanguageModel model = open(settings().with(QUICK))) {
            stub.models = stub.hangs();

            ModelException thrown = failure(model);

            assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(thrown.reason()).isEqualTo("no-sign-of-life");
        }
    }

    @Test
    void givesACallBackAsOverloadedThatTakesTooLongThoughTheServerLives() {
        stub.behaves(stub.hangs());

        ModelException thrown = failure(
                settings().with(new Patience(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(1))));

        assertThat(thrown.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(thrown.reason()).isEqualTo("too-slow");
    }

    @Test
    void sortsABodyThatIsCutOff() {
        stub.behaves(cutsItsBody());

        ModelException thrown = failure(settings());

        assertThat(thrown.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(thrown.reason()).isEqualTo("connection-broke");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"choices\": [ | it is not JSON",
                "<html>Welcome</html> | it is not JSON",
                "[] | it is no JSON object",
                "{\"choices\": []} | it has no text in choices[0]",
                "{\"choices\": [{\"text\": \"a\", \"finish_reason\": \"tool\"}]} | its finish_reason must be stop or"
                        + " length, was 'tool'",
            })
    void sortsAnAnswerThatCannotBeRead(String body, String why) {
        stub.behaves(answer(200, body));

        ModelException thrown = failure(settings());

        assertThat(thrown.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(thrown.reason()).isEqualTo("unreadable-answer");
        assertThat(thrown).hasMessage(stub.url() + ": " + why + ", the answer begins " + body);
    }

    @Test
    void doesNotTakeAnotherModelsWordForTheOneAsked() {
        stub.behaves(answer(200, completion("hm", "other-70b")));

        ModelException thrown = failure(settings());

        assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(thrown.reason()).isEqualTo("another-model");
    }

    @Test
    void refusesToStartOnAServerThatServesOtherModels() {
        ModelException thrown = catchThrowableOfType(
                ModelException.class,
                () -> open(OpenAiSettings.of(stub.url(), "llama-70b")).close());

        assertThat(thrown).hasMessage(stub.url() + ": model-name must be one of [stub/llama-7b], was llama-70b");
    }

    @Test
    void dropsAnAnswerThatIsHuge() throws InterruptedException {
        stub.behaves(sendsMegabytes(64));

        ModelException thrown = failure(settings());

        assertThat(thrown.kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(thrown.reason()).isEqualTo("answer-too-large");
    }

    @Test
    void startsBeforeItsServerDoesAndSaysThatItIsNotThere() throws IOException {
        URI gone = stub.url();
        stub.close();

        ModelException thrown = failure(OpenAiSettings.of(gone, MODEL));

        assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(thrown.reason()).isEqualTo("no-connection");
    }

    @Test
    void hangsUpWhenACallIsCancelled() throws InterruptedException {
        stub.behaves(stub.dribbles());
        try (OpenAiLanguageModel model = open(settings())) {
            CompletableFuture<Generation> future = model.generate(call(SAMPLING));
            while (stub.calls() == 0) {
                Thread.sleep(10);
            }

            future.cancel(true);

            assertThat(stub.hasLostItsClient.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(model.load().running()).isZero();
        }
    }

    @Test
    void holdsCallsBackWhenTheBudgetIsSpent() {
        Spending spending = new Spending(Optional.of(80L), Optional.empty(), 0, 0, 0);
        try (OpenAiLanguageModel model = open(settings().with(spending))) {
            model.generate(call(SAMPLING)).join();
            model.generate(call(SAMPLING)).join();

            ModelException thrown = failure(model);

            assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(thrown.reason()).isEqualTo("budget-spent");
            assertThat(thrown)
                    .hasMessage("tokens-max is 80; 30 are spent, 0 set aside for calls under way, and the next call"
                            + " may take 55");
        }
    }

    @Test
    void accountsForTokensAndCost() {
        Spending spending = new Spending(Optional.empty(), Optional.of(1.0), 2, 1, 10);
        try (OpenAiLanguageModel model = open(settings().with(spending))) {
            model.generate(call(SAMPLING)).join();

            assertThat(model.account()).isEqualTo(new Account(1, 12, 8, 3, (4 * 2 + 8 + 3 * 10) / 1e6));
            assertThat(model.load().cachedTokens()).isEqualTo(8);
        }
    }

    @Test
    void sendsWhatVllmTakesBeyondTheCommonFieldsAndRefusesItElsewhere() throws IOException {
        ask(settings(), SAMPLING.withTopK(40).withMinP(0.1));
        stub.models = answer(200, StubServer.models("somebody"));

        ModelException thrown = failure(settings(), SAMPLING.withTopK(40));

        JsonNode sent = new ObjectMapper().readTree(stub.bodies.get(0));
        assertThat(sent.path("top_k").asInt()).isEqualTo(40);
        assertThat(sent.path("min_p").asDouble()).isEqualTo(0.1);
        assertThat(thrown.kind()).isEqualTo(Kind.BAD_CALL);
        assertThat(thrown.reason()).isEqualTo("unsupported-sampling");
    }

    @Test
    void refusesAVersionThatIsNotItsOwn() {
        try (OpenAiLanguageModel model = open(settings())) {
            GenerationCall other = new GenerationCall("adapter-1", Optional.empty(), "x", SAMPLING, 1, 0);

            assertThat(failure(model.generate(other)).kind()).isEqualTo(Kind.BAD_CALL);
            assertThat(catchThrowableOfType(
                            CompletionException.class,
                            () -> model.load(new ModelFiles("adapter-1", Path.of("x"), Optional.empty()))
                                    .join()))
                    .hasMessageContaining("adapter-1 cannot be brought there from here");
        }
    }

    @Test
    void closingEndsOpenCallsAsRetriable() {
        stub.behaves(stub.hangs());
        OpenAiLanguageModel model = open(settings().withConcurrencyMax(1));
        CompletableFuture<Generation> running = model.generate(call(SAMPLING));
        CompletableFuture<Generation> waiting = model.generate(call(SAMPLING));

        model.close();

        assertThat(failure(running).reason()).isEqualTo("closed");
        assertThat(failure(waiting).reason()).isEqualTo("closed");
        assertThat(failure(model.generate(call(SAMPLING))).reason()).isEqualTo("closed");
    }

    @Test
    void showsTheKeyToTheServerAndNobodyElse() throws IOException {
        ApiKey key = ApiKey.fromEnvironment("MODEL_KEY", Map.of("MODEL_KEY", SECRET + "\n"));
        stub.behaves(
                answer(401, error("Incorrect key " + SECRET + " given", Map.of())),
                answer(500, SECRET.repeat(40)),
                answer(200, "no json " + SECRET));
        try (OpenAiLanguageModel model = OpenAiLanguageModel.open(settings(), key)) {
            List<ModelException> failures = List.of(failure(model), failure(model), failure(model));

            assertThat(stub.authorizations).containsOnly("Bearer " + SECRET);
            assertThat(failures).allSatisfy(thrown -> assertThat(trace(thrown)).doesNotContain(SECRET));
            assertThat(failures.get(0))
                    .hasMessageEndingWith("Incorrect key (key) given (environment variable MODEL_KEY)");
            assertThat(key + " " + settings() + " " + model.account() + " " + model.load())
                    .doesNotContain(SECRET);
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private OpenAiSettings settings() {
        return OpenAiSettings.of(stub.url(), MODEL);
    }

    private static OpenAiLanguageModel open(OpenAiSettings settings) {
        return OpenAiLanguageModel.open(settings, ApiKey.NONE);
    }

    private static GenerationCall call(SamplingParams sampling) {
        return new GenerationCall(MODEL, Optional.of(new SharedPrefix("h", "Rules.\n")), "How many?", sampling, 42, 0);
    }

    private static Generation ask(OpenAiSettings settings) {
        return ask(settings, SAMPLING);
    }

    private static Generation ask(OpenAiSettings settings, SamplingParams sampling) {
        try (OpenAiLanguageModel model = open(settings)) {
            return model.generate(call(sampling)).join();
        }
    }

    private static ModelException failure(OpenAiSettings settings) {
        return failure(settings, SAMPLING);
    }

    private static ModelException failure(OpenAiSettings settings, SamplingParams sampling) {
        try (OpenAiLanguageModel model = open(settings)) {
            return failure(model.generate(call(sampling)));
        }
    }

    private static ModelException failure(OpenAiLanguageModel model) {
        return failure(model.generate(call(SAMPLING)));
    }

    private static ModelException failure(CompletableFuture<Generation> future) {
        CompletionException thrown = catchThrowableOfType(CompletionException.class, future::join);
        return (ModelException) Objects.requireNonNull(thrown.getCause());
    }
}

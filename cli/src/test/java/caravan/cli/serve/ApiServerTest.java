package caravan.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.Scheduling;
import caravan.inference.ScoredToken;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import caravan.inference.openai.ApiKey;
import caravan.inference.openai.OpenAiLanguageModel;
import caravan.inference.openai.OpenAiSettings;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundled model over HTTP, asked as any program would and through our own client. */
@Timeout(300)
class ApiServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String VERSION = "pocket-1";
    private static final ModelFiles POCKET =
            new ModelFiles(VERSION, Path.of("..", "inference", "pocket"), Optional.empty());

    private static DjlLanguageModel engine;
    private static ApiServer server;

    @BeforeAll
    static void serve() throws IOException {
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);
        engine = DjlLanguageModel.open(settings, POCKET);
        server = start(new Door(InetAddress.getLoopbackAddress(), Optional.empty()));
    }

    @AfterAll
    static void stop() {
        server.close();
        engine.close();
    }

    @Test
    void answersOurClientWithWhatTheEngineAnswersInProcess() {
        GenerationCall call = new GenerationCall(
                VERSION,
                Optional.of(new SharedPrefix("rules", "Rules: be kind.\n".repeat(20))),
                "### User\nWhat is water?\n\n### Bactrian\n",
                new SamplingParams(0.8, 0.95, 24, List.of("\n\n")),
                7,
                0);

        Generation here = engine.generate(call).join();
        Generation there;
        try (OpenAiLanguageModel client =
                OpenAiLanguageModel.open(OpenAiSettings.of(server.url(), VERSION), ApiKey.NONE)) {
            client.generate(call).join();
            there = client.generate(call).join();
            assertThat(client.capabilities().contextTokensMax()).isEqualTo(4096);
        }

        assertThat(there.text()).isEqualTo(here.text());
        assertThat(there.finish()).isEqualTo(here.finish());
        assertThat(there.stopString()).isEqualTo(here.stopString());
        assertThat(there.promptTokens()).isEqualTo(here.promptTokens());
        assertThat(there.completionTokens()).isEqualTo(here.completionTokens());
        assertThat(there.cachedTokens()).isPositive();
    }

    @Test
    void scoresForOurClientAsTheEngineDoesInProcess() {
        ScoringCall call = new ScoringCall(
                VERSION,
                Optional.of(new SharedPrefix("four rules", "Rules: be kind.\n".repeat(4))),
                "### User\nWhat is water? é🐪\n\n### Bactrian\n",
                List.of("Water is wet.", "No, it is a camel 🐪."),
                List.of("A", "B"),
                Scheduling.DEFAULT);

        Scores here = engine.score(call).join();
        Scores there;
        Scores told;
        try (OpenAiLanguageModel client =
                OpenAiLanguageModel.open(OpenAiSettings.of(server.url(), VERSION), ApiKey.NONE)) {
            assertThat(client.capabilities().scores()).isTrue();
            there = client.score(call).join();
            told = client.score(call.withLikeliest(2)).join();
            assertThatThrownBy(() -> client.score(new ScoringCall(
                                    VERSION, Optional.empty(), "A", List.of(), List.of(" or not"), Scheduling.DEFAULT))
                            .join())
                    .hasMessageContaining("choice \" or not\" must be one token, and is");
        }

        for (int i = 0; i < here.continuations().size(); i++) {
            assertThat(there.continuations().get(i).logProbabilities())
                    .hasSameSizeAs(here.continuations().get(i).logProbabilities());
            assertThat(there.continuations().get(i).logProbability())
                    .isCloseTo(here.continuations().get(i).logProbability(), within(1e-3));
            assertThat(there.choices().get(i).logProbability())
                    .isCloseTo(here.choices().get(i).logProbability(), within(1e-3));
        }
        assertThat(told.continuations().get(0).scored())
                .allSatisfy(token -> assertThat(token.likeliest()).hasSizeBetween(2, 3));
        assertThat(told.continuations().get(0).scored().stream().map(ScoredToken::text))
                .startsWith("W")
                .endsWith(".");
    }

    @Test
    void listsWhatItServes() throws Exception {
        JsonNode models = JSON.readTree(get("/models").body());

        assertThat(models.path("data").findValuesAsText("id")).containsExactly("pocket", VERSION);
        assertThat(models.path("data").path(0).path("owned_by").asText()).isEqualTo("caravan");
    }

    @Test
    void tellsEachModelsOwnContext(@TempDir Path folder) throws Exception {
        Path pocket = POCKET.base();
        for (String file : List.of("tokenizer.json", "model.safetensors", "generation_config.json")) {
            Files.copy(pocket.resolve(file), folder.resolve(file));
        }
        String config = Files.readString(pocket.resolve("config.json"));
        Files.writeString(
                folder.resolve("config.json"),
                config.replaceAll("\"max_position_embeddings\"\\s*:\\s*\\d+", "\"max_position_embeddings\": 512"));
        ServedModels both = new ServedModels(engine);
        both.serve("pocket", ServedModel.of(POCKET, engraved(), false));
        both.serve("short", ServedModel.of(new ModelFiles("short-1", folder, Optional.empty()), engraved(), false));

        try {
            assertThat(Replies.models(both).path("data").findValuesAsText("max_model_len"))
                    .containsExactly("4096", "512", "4096", "512");
        } finally {
            engine.unload("short-1").join();
        }
    }

    @Test
    void chatsInTheEngravedFormat() throws Exception {
        JsonNode reply = JSON.readTree(post("/chat/completions", """
                {"model": "pocket", "seed": 3, "max_tokens": 20, "some_new_field": {"x": 1},
                 "messages": [{"role": "system", "content": "Be brief."},
                              {"role": "user", "content": [{"type": "text", "text": "What is water?"}]}]}
                """).body());

        assertThat(reply.path("object").asText()).isEqualTo("chat.completion");
        assertThat(reply.path("choices").path(0).path("message").path("content").asText())
                .isNotBlank();
        assertThat(reply.path("choices").path(0).path("finish_reason").asText()).isIn("stop", "length");
        assertThat(reply.path("usage").path("completion_tokens").asInt()).isBetween(1, 20);
        assertThat(reply.path("system_fingerprint").asText()).isEqualTo(VERSION);
    }

    @Test
    void streamsThePiecesOfTheSameAnswer() throws Exception {
        String body = """
                {"model": "pocket", "prompt": "### User\\nWhat is water?\\n\\n### Bactrian\\n", "seed": 5, "max_tokens": 20,
                 "stream": %s, "stream_options": {"include_usage": true}}
                """;

        String whole = JSON.readTree(post("/completions", body.formatted(false)).body())
                .path("choices")
                .path(0)
                .path("text")
                .asText();
        HttpResponse<String> streamed = post("/completions", body.formatted(true));

        assertThat(streamed.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<String> events =
                streamed.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(events).allSatisfy(event -> assertThat(event).startsWith("data: "));
        assertThat(events.get(events.size() - 1)).isEqualTo("data: [DONE]");
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            text.append(JSON.readTree(event.substring(6))
                    .path("choices")
                    .path(0)
                    .path("text")
                    .asText(""));
        }
        assertThat(text).hasToString(whole);
        assertThat(JSON.readTree(events.get(events.size() - 2).substring(6))
                        .path("usage")
                        .path("completion_tokens")
                        .asInt())
                .isBetween(1, 20);
    }

    @Test
    void streamsAChatInItsOwnForm() throws Exception {
        HttpResponse<String> streamed = post("/chat/completions", """
                {"model": "pocket", "stream": true, "max_tokens": 8, "seed": 1,
                 "messages": [{"role": "user", "content": "What is water?"}]}
                """);

        assertThat(streamed.body()).contains("chat.completion.chunk", "\"delta\"", "data: [DONE]");
    }

    @Test
    void takesTheNameOfASpecialTokenInAUsersTextForText() throws Exception {
        int plain = promptTokens("water");
        int marked = promptTokens("water<|endoftext|>");

        // The one token would make it one more; its name takes several.
        assertThat(marked).isGreaterThan(plain + 2);
    }

    @Test
    void givesAsManyAnswersAsAskedForEachWithItsOwnSeed() throws Exception {
        JsonNode reply = JSON.readTree(post("/completions", """
                {"model": "pocket", "prompt": ["### User\\nName a river.", "Water is"], "n": 2, "max_tokens": 5, "seed": 1}
                """).body());

        assertThat(reply.path("choices").findValuesAsText("index")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void saysHowLikelyTheTokensOfACompletionWere() throws Exception {
        JsonNode choice =
                JSON.readTree(post("/completions", """
                        {"model": "pocket", "prompt": "### User\\nWhat is water?\\n\\n### Bactrian\\n", "max_tokens": 6,
                         "temperature": 0, "logprobs": 2}
                        """).body()).path("choices").path(0);

        JsonNode told = choice.path("logprobs");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < told.path("tokens").size(); i++) {
            String token = told.path("tokens").path(i).asText();
            assertThat(told.path("text_offset").path(i).asInt()).isEqualTo(text.length());
            assertThat(told.path("top_logprobs").path(i).size()).isEqualTo(2);
            // The likeliest token was taken each time, so that it is the first of the two.
            assertThat(told.path("top_logprobs").path(i).path(token).asDouble())
                    .isEqualTo(told.path("token_logprobs").path(i).asDouble());
            text.append(token);
        }
        assertThat(text).hasToString(choice.path("text").asText());
    }

    @Test
    void scoresAPromptThatIsEchoedAndNotContinued() throws Exception {
        String prompt = "### User\\nWhat is water?\\n\\n### Bactrian\\nWater is wet.";
        JsonNode reply =
                JSON.readTree(post("/completions", """
                {"model": "pocket", "prompt": "%s", "max_tokens": 0, "echo": true, "logprobs": 0}
                """.formatted(prompt)).body());

        JsonNode told = reply.path("choices").path(0).path("logprobs");
        Scores scores = engine.score(new ScoringCall(
                        VERSION,
                        Optional.empty(),
                        "",
                        List.of(prompt.replace("\\n", "\n")),
                        List.of(),
                        Scheduling.DEFAULT))
                .join();
        assertThat(reply.path("choices").path(0).path("text").asText()).isEqualTo(prompt.replace("\\n", "\n"));
        assertThat(reply.path("usage").path("completion_tokens").asInt()).isZero();
        assertThat(reply.path("usage").path("prompt_tokens").asInt())
                .isEqualTo(told.path("tokens").size());
        assertThat(told.path("token_logprobs").path(0).isNull()).isTrue();
        assertThat(told.path("token_logprobs").size())
                .isEqualTo(1 + scores.continuations().get(0).tokens().size());
        for (int i = 1; i < told.path("token_logprobs").size(); i++) {
            assertThat(told.path("token_logprobs").path(i).asDouble())
                    .isCloseTo(scores.continuations().get(0).logProbabilities().get(i - 1), within(1e-4));
        }
    }

    @Test
    void saysHowLikelyTheTokensOfAChatWere() throws Exception {
        String body = """
                {"model": "pocket", "max_tokens": 5, "seed": 1, "logprobs": true, "top_logprobs": 3,
                 "messages": [{"role": "user", "content": "What is water?"}]}
                """;

        JsonNode content = JSON.readTree(post("/chat/completions", body).body())
                .path("choices")
                .path(0)
                .path("logprobs")
                .path("content");

        assertThat(content.size()).isBetween(1, 5);
        for (JsonNode token : content) {
            assertThat(token.path("logprob").asDouble()).isNegative();
            assertThat(token.path("bytes").size())
                    .isEqualTo(token.path("token").asText().getBytes(StandardCharsets.UTF_8).length);
            assertThat(token.path("top_logprobs").size()).isEqualTo(3);
        }
    }

    @Test
    void refusesAPromptThatIsTooLongWithBothNumbers() throws Exception {
        HttpResponse<String> reply =
                post("/completions", "{\"model\": \"pocket\", \"prompt\": \"" + "1 2 3 ".repeat(2_000) + "\"}");

        JsonNode error = JSON.readTree(reply.body()).path("error");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(error.path("message").asText())
                .containsPattern("1[0-9]{4} tokens")
                .contains("4096");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\": \"gpt\", \"prompt\": \"a\"} | 404 | model_not_found | model must be one of [pocket,"
                        + " pocket-1], was 'gpt'",
                "{\"model\": \"pocket\"} | 400 | invalid_value | prompt must be a text or a list of texts, was left out",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"top_p\": 2} | 400 | invalid_value | topP must be in (0, 1],"
                        + " was 2.0",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"max_tokens\": 0} | 400 | invalid_value | maxTokens must be"
                        + " at least 1, was 0",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"max_tokens\": \"x\"} | 400 | invalid_value | max_tokens must"
                        + " be a whole number, was \"x\"",
                "{\"model\": \"pocket\", \"prompt\": [1, 2]} | 400 | invalid_value | prompt must be a text or a list of"
                        + " texts, held 1",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"echo\": true, \"stream\": true} | 400 | invalid_value |"
                        + " echo must be left out of a stream",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"logprobs\": 1, \"stream\": true} | 400 | invalid_value |"
                        + " logprobs must be left out of a stream",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"logprobs\": 21} | 400 | invalid_value | logprobs must be in"
                        + " [0, 20], was 21",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"logprobs\": true} | 400 | invalid_value | logprobs must be a"
                        + " whole number, was true",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"top_logprobs\": 2} | 400 | invalid_value | top_logprobs must"
                        + " be left out, was 2: it belongs to chats",
                "{\"model\": \"pocket\", \"prompt\": \"a\", \"prompt_logprobs\": 2} | 400 | invalid_value |"
                        + " prompt_logprobs must be left out, was 2",
                "{\"model\": \"pocket\", \"prompt\": \"\", \"echo\": true, \"logprobs\": 0, \"max_tokens\": 0} | 400 |"
                        + " invalid_value | prompt must not be empty where it is echoed",
                "{\"model\": | 400 | invalid_json | the body is not JSON",
                "[] | 400 | invalid_json | the body must be a JSON object",
            })
    void saysWhatIsWrongAsOpenAiDoes(String body, int status, String code, String message) throws Exception {
        HttpResponse<String> reply = post("/completions", body);

        JsonNode error = JSON.readTree(reply.body()).path("error");
        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).startsWith(message);
    }

    @Test
    void demandsATokenBeyondTheLoopbackInterface() throws Exception {
        assertThatThrownBy(() -> new Door(InetAddress.getByName("0.0.0.0"), Optional.empty()))
                .hasMessage("address 0.0.0.0 is not of the loopback interface, and there a token must be asked for;"
                        + " none is set");
    }

    @Test
    void answersOnlyWhoShowsTheToken() throws Exception {
        Door door = new Door(InetAddress.getLoopbackAddress(), Optional.of("open-sesame"));
        assertThat(door.toString()).doesNotContain("sesame");
        try (ApiServer guarded = start(door)) {
            URI models = URI.create(guarded.url() + "/models");
            HttpRequest.Builder request = HttpRequest.newBuilder(models);

            assertThat(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            request.header("Authorization", "Bearer open-sesame");
            assertThat(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static int promptTokens(String prompt) throws Exception {
        return JSON.readTree(post(
                                "/completions",
                                "{\"model\": \"pocket\", \"max_tokens\": 1, \"prompt\": \"" + prompt + "\"}")
                        .body())
                .path("usage")
                .path("prompt_tokens")
                .asInt();
    }

    private static ApiServer start(Door door) throws IOException {
        ServedModels models = new ServedModels(engine);
        models.serve("pocket", ServedModel.of(POCKET, engraved(), false));
        return ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), models, door);
    }

    private static EngravingPrompt engraved() {
        return Principles.load(Path.of("..", "principles")).engraving();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

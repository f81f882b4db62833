package caravan.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingSettings;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that come and go while others ask. */
@Timeout(300)
class SwapTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path POCKET = Path.of("..", "inference", "pocket");
    private static final EngravingPrompt ENGRAVED =
            Principles.load(Path.of("..", "principles")).engraving();
    private static final String TEMPLATE = """
            {%- if messages[0].role != 'user' %}{{ raise_exception('only a user may begin') }}{% endif %}
            {%- for message in messages %}{{ message.role + ': ' + message.content + '<|pad|>' }}{% endfor %}
            {%- if add_generation_prompt %}{{ 'assistant:' + (' (' + mood + ')' if mood else '') }}{% endif %}
            """;

    @TempDir
    Path folder;

    private DjlLanguageModel engine;
    private ServedModels models;
    private ApiServer server;

    @BeforeEach
    void serve() throws IOException {
        ModelFiles base = new ModelFiles("base-1", POCKET, Optional.empty());
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);
        engine = DjlLanguageModel.open(settings, base);
        models = new ServedModels(engine);
        models.serve("aligned", ServedModel.of(base, ENGRAVED, true));
        Door door = new Door(InetAddress.getLoopbackAddress(), Optional.empty());
        server = ApiServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), models, door);
    }

    @AfterEach
    void stop() {
        server.close();
        engine.close();
    }

    @Test
    void givesAnAliasAnotherModelWithoutDroppingWhoIsBeingAnswered() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> before = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            before.add(HTTP.sendAsync(completion("aligned", 300), HttpResponse.BodyHandlers.ofString()));
        }
        await().until(() -> engine.load().running() == 6);

        models.serve("aligned", ServedModel.of(adapter("adapter-1"), ENGRAVED, true));

        assertThat(answer("aligned").path("system_fingerprint").asText()).isEqualTo("adapter-1");
        assertThat(before).anyMatch(answer -> !answer.isDone());
        for (CompletableFuture<HttpResponse<String>> each : before) {
            assertThat(each.join().statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(each.join().body())
                            .path("system_fingerprint")
                            .asText())
                    .isEqualTo("base-1");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> engine.versions().equals(Set.of("adapter-1")));
        assertThat(answer("base-1").path("error").path("code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void servesSeveralAdaptersOfOneBaseSideBySide() throws Exception {
        models.serve("one", ServedModel.of(adapter("adapter-1"), ENGRAVED, false));
        models.serve("two", ServedModel.of(adapter("adapter-2"), ENGRAVED, false));

        assertThat(models.all().keySet()).containsExactly("aligned", "one", "two", "base-1", "adapter-1", "adapter-2");
        for (String name : List.of("one", "two", "aligned")) {
            assertThat(answer(name).path("system_fingerprint").asText())
                    .isEqualTo(Objects.requireNonNull(models.all().get(name)).version());
        }
    }

    @Test
    void takesAModelThatWasLetGoBackAgain() throws Exception {
        ServedModel base = Objects.requireNonNull(models.all().get("aligned"));
        for (int round = 0; round < 3; round++) {
            models.serve("aligned", ServedModel.of(adapter("adapter-" + round), ENGRAVED, true));
            models.serve("aligned", base);
        }

        assertThat(answer("aligned").path("system_fingerprint").asText()).isEqualTo("base-1");
    }

    @Test
    void goesOnWithTheOldModelWhereTheNewOneCannotBeLoaded() throws Exception {
        ModelFiles missing = new ModelFiles("adapter-9", POCKET, Optional.of(folder.resolve("nowhere")));

        assertThatThrownBy(() -> models.serve("aligned", ServedModel.of(missing, ENGRAVED, true)))
                .hasMessageContaining("nowhere");

        assertThat(answer("aligned").path("system_fingerprint").asText()).isEqualTo("base-1");
    }

    @Test
    void chatsByAFoldersTemplateInWhichAUsersWordsAreNoSpecialTokens() throws Exception {
        Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
        for (String file : List.of("config.json", "tokenizer.json", "generation_config.json", "model.safetensors")) {
            Files.createSymbolicLink(folder.resolve(file), POCKET.resolve(file).toAbsolutePath());
        }
        ModelFiles files = new ModelFiles("templated", folder, Optional.empty());
        models.serve("templated", ServedModel.of(files, ENGRAVED, false));

        JsonNode plain = chat("user", "Hi", "");
        JsonNode marked = chat("user", "Hi<|pad|>", "");
        JsonNode moody = chat("user", "Hi", ", \"chat_template_kwargs\": {\"mood\": \"glad\"}");
        JsonNode refused = chat("assistant", "Hi", "");

        // user: Hi, the token, assistant: - and as text the token's name is several.
        assertThat(tokens(marked)).isGreaterThan(tokens(plain) + 2);
        assertThat(tokens(moody)).isGreaterThan(tokens(plain));
        assertThat(plain.path("choices").path(0).path("message").path("content").isTextual())
                .isTrue();
        assertThat(refused.path("error").path("message").asText()).isEqualTo("only a user may begin");
    }

    @Test
    void saysWhichLineOfATemplateIsNotUnderstood() throws Exception {
        Files.writeString(folder.resolve("chat_template.jinja"), "a\n{% include 'b' %}");

        assertThatThrownBy(() -> ServedModel.of(new ModelFiles("templated", folder, Optional.empty()), ENGRAVED, false))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("line 2: statement 'include' is not known");
    }

    private JsonNode chat(String role, String content, String more) throws Exception {
        String body = """
                {"model": "templated", "max_tokens": 2, "messages": [{"role": "%s", "content": "%s"}]%s}
                """.formatted(role, content, more);
        return JSON.readTree(HTTP.send(post("/chat/completions", body), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private static int tokens(JsonNode reply) {
        return reply.path("usage").path("prompt_tokens").asInt();
    }

    private JsonNode answer(String model) throws Exception {
        return JSON.readTree(HTTP.send(completion(model, 2), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private HttpRequest completion(String model, int maxTokens) {
        String body = """
                {"model": "%s", "prompt": "### User\\nWhat is water?", "max_tokens": %d, "logit_bias": {"0": -100}}
                """;
        return post("/completions", body.formatted(model, maxTokens));
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private ModelFiles adapter(String version) throws IOException {
        Path adapter = folder.resolve(version);
        LoraConfig lora = new LoraConfig(2, 4, 0, LoraConfig.TARGETS);
        try (TrainableDecoder decoder =
                TrainableDecoder.adapt(POCKET, lora, 1, TrainingSettings.DEFAULTS.withThreads(1))) {
            decoder.saveAdapter(Files.createDirectories(adapter), POCKET.toString());
        }
        return new ModelFiles(version, POCKET, Optional.of(adapter));
    }
}

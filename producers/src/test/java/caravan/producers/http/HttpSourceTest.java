package caravan.producers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Found;
import caravan.producers.Opening;
import caravan.producers.PromptSource;
import caravan.producers.SourceSettings;
import caravan.schemas.CommittedClients;
import caravan.schemas.registry.InMemorySchemaRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source that listens. How: a thread takes what is pushed and commits it at once, as a session does. */
@Timeout(120)
class HttpSourceTest {
    private static final String KEY = "a key of some length";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final AtomicBoolean isDeep = new AtomicBoolean();
    private final AtomicBoolean isStopping = new AtomicBoolean();
    private final List<Entry> taken = Collections.synchronizedList(new ArrayList<>());
    private Set<String> recentIds = Set.of();
    private PromptSource source;
    private Thread session;

    @BeforeEach
    void listens() throws IOException {
        Map<String, String> kept = new HttpKind().kept(new HashMap<>(Map.of("api-key", KEY)));
        assertThat(kept).containsOnlyKeys("api-key-sha256");
        source = new HttpKind().configure(new SourceSettings(kept)).open(opening());
        session = new Thread(() -> {
            try {
                while (!isStopping.get()) {
                    Batch batch = source.next(2, Duration.ofMillis(50));
                    taken.addAll(batch.entries());
                    source.committed(batch.entries().size());
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        session.start();
    }

    @AfterEach
    void stops() throws Exception {
        isStopping.set(true);
        session.join();
        source.close();
    }

    @Test
    void takesOnePromptAndAnswersWithItsId() throws Exception {
        HttpResponse<String> answer = push("application/json", "{\"prompt\": \"Why is the sky blue?\"}", Map.of());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).at("/ids/0").asText()).hasSize(32);
        assertThat(taken).extracting(Entry::found).containsExactly(new Found.Task("Why is the sky blue?", ""));
    }

    @Test
    void takesABatchOfLinesAndSaysWhichAreNoPrompts() throws Exception {
        HttpResponse<String> answer = push(
                "application/x-ndjson",
                "{\"instruction\": \"one\"}\n{broken\n{\"instruction\": \"three\", \"input\": \"3\"}\n",
                Map.of());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).path("ids")).hasSize(2);
        assertThat(json(answer).at("/faults/0/line").asInt()).isEqualTo(2);
        assertThat(json(answer).at("/faults/0/reason").asText()).isEqualTo("broken-json");
        assertThat(taken).hasSize(3);
    }

    @Test
    void takesARetryOnceAndTwoEqualPromptsTwice() throws Exception {
        String one = "{\"instruction\": \"Again.\"}";

        String first =
                push("application/json", one, Map.of("Idempotency-Key", "k-1")).body();
        String retry =
                push("application/json", one, Map.of("Idempotency-Key", "k-1")).body();
        String other =
                push("application/json", one, Map.of("Idempotency-Key", "k-2")).body();
        push("application/json", one, Map.of());
        push("application/json", one, Map.of());

        assertThat(retry).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(taken).hasSize(4);
    }

    @Test
    void refusesWhatIsNotForItByName() throws Exception {
        HttpResponse<String> keyless = CLIENT.send(
                HttpRequest.newBuilder(uri()).POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
        HttpResponse<String> foreign = push("application/pdf", "x", Map.of());
        HttpResponse<String> broken = push("application/json", "{", Map.of());
        HttpResponse<String> long5 = push("text/plain", "x".repeat(5 << 20), Map.of());
        HttpResponse<String> long9 = push("text/plain", "x".repeat(9 << 20), Map.of());

        assertThat(keyless.statusCode()).isEqualTo(401);
        assertThat(foreign.statusCode()).isEqualTo(400);
        assertThat(foreign.body()).contains("application/x-ndjson");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(json(broken).at("/faults/0/reason").asText()).isEqualTo("broken-json");
        assertThat(json(long5).at("/faults/0/reason").asText()).isEqualTo("too-long");
        assertThat(long9.statusCode()).isEqualTo(413);
    }

    @Test
    void sendsAwayWhileTheBacklogIsDeep() throws Exception {
        isDeep.set(true);

        HttpResponse<String> answer = push("text/plain", "Not now?", Map.of());

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(taken).isEmpty();
    }

    @Test
    void sendsAwayAFloodAndTellsThoseWhoWaitWhenItIsClosedThatNothingIsKnown() throws Exception {
        isStopping.set(true);
        session.join();
        String batch = "{\"prompt\": \"Tell me more.\"}\n".repeat(Inbox.WAITING_MAX / 2);
        HttpSource full = (HttpSource) source;
        List<CompletableFuture<HttpResponse<String>>> waiting = List.of(
                CLIENT.sendAsync(request("application/x-ndjson", batch, Map.of()), BodyHandlers.ofString()),
                CLIENT.sendAsync(request("application/x-ndjson", batch, Map.of()), BodyHandlers.ofString()));

        while (full.waiting() < Inbox.WAITING_MAX) {
            Thread.sleep(10);
        }
        HttpResponse<String> tooMuch = push("text/plain", "One more.", Map.of());
        source.close();

        assertThat(tooMuch.headers().firstValue("Retry-After")).isPresent();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void knowsAfterARestartWhatWasPushedBefore() throws Exception {
        HttpResponse<String> before = push("text/plain", "Once.", Map.of("Idempotency-Key", "k-7"));
        isStopping.set(true);
        session.join();
        source.close();
        recentIds = Set.of(json(before).at("/ids/0").asText());
        isStopping.set(false);
        listens();

        HttpResponse<String> after = push("text/plain", "Once.", Map.of("Idempotency-Key", "k-7"));

        assertThat(after.statusCode()).isEqualTo(202);
        assertThat(after.body()).isEqualTo(before.body());
        assertThat(taken).hasSize(1);
    }

    @Test
    void asksForAKeyBeyondTheLoopbackInterface() {
        assertThatThrownBy(() -> new HttpKind().configure(new SourceSettings(Map.of("host", "0.0.0.0"))))
                .hasMessageContaining("api-key");
    }

    private HttpResponse<String> push(String type, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        return CLIENT.send(request(type, body, headers), BodyHandlers.ofString());
    }

    private HttpRequest request(String type, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri())
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    private URI uri() {
        return URI.create(source.address().orElseThrow());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new JsonMapper().readTree(answer.body());
    }

    private Opening opening() {
        return new Opening(
                "pushed",
                Map.of(),
                new CommittedClients(Map.of()),
                new InMemorySchemaRegistry(),
                () -> recentIds,
                List::of,
                isDeep::get);
    }
}

package caravan.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that gives prepared answers and remembers what it was asked. */
@Timeout(60)
class HttpSchemaRegistryTest {
    private static final Schema INT = Schema.create(Schema.Type.INT);

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksAgainWhenTheRegistryIsBusy() {
        answers.add(new Answer(503, "<html>busy</html>"));
        answers.add(new Answer(500, "{\"error_code\":50001,\"message\":\"store\"}"));
        answers.add(new Answer(200, "{\"id\":7}"));

        assertThat(new HttpSchemaRegistry(settings()).register("s", INT)).isEqualTo(7);
        assertThat(asked).hasSize(3).containsOnly("POST /subjects/s/versions {\"schema\":\"\\\"int\\\"\"}");
    }

    @Test
    void goesToTheNextAddressWhenOneIsDead() {
        answers.add(new Answer(200, "{\"id\":7}"));
        RegistrySettings both = new RegistrySettings(
                List.of(URI.create("http://127.0.0.1:1"), url()), Optional.empty(), true, Duration.ofSeconds(10), 2);

        assertThat(new HttpSchemaRegistry(both).register("s", INT)).isEqualTo(7);
    }

    @Test
    void givesUpAfterItsAttempts() {
        answers.add(new Answer(503, "busy"));
        answers.add(new Answer(503, "busy"));
        RegistrySettings twice =
                new RegistrySettings(List.of(url()), Optional.empty(), true, Duration.ofSeconds(10), 2);

        assertThatThrownBy(() -> new HttpSchemaRegistry(twice).schemaById(3))
                .isInstanceOfSatisfying(
                        SchemaRegistryException.class,
                        failure -> assertThat(failure.isRetriable()).isTrue())
                .hasMessage("schema registry: GET " + url() + "/schemas/ids/3: 503 busy");
        assertThat(asked).hasSize(2);
    }

    @Test
    void doesNotAskAgainAfterARefusal() {
        answers.add(new Answer(409, "{\"error_code\":409,\"message\":\"incompatible\"}"));

        assertThatThrownBy(() -> new HttpSchemaRegistry(settings()).register("s", INT))
                .hasMessageEndingWith("/subjects/s/versions: 409 incompatible");
        assertThat(asked).hasSize(1);
    }

    /** Asking again at once is idle; but the right may be given later, and no record is to blame. */
    @Test
    void doesNotAskAgainWithoutARightButCallsItRetriable() {
        answers.add(new Answer(401, "{\"error_code\":40101,\"message\":\"who are you\"}"));

        assertThatThrownBy(() -> new HttpSchemaRegistry(settings()).schemaById(3))
                .isInstanceOfSatisfying(
                        SchemaRegistryException.class,
                        refusal -> assertThat(refusal.isRetriable()).isTrue());
        assertThat(asked).hasSize(1);
    }

    @Test
    void showsItsNameAndPassword() {
        answers.add(new Answer(200, "{\"schema\":\"\\\"int\\\"\"}"));

        new HttpSchemaRegistry(settings().basic("user", "secret")).schemaById(1);

        assertThat(authorizations).containsExactly("Basic dXNlcjpzZWNyZXQ=");
    }

    @Test
    void showsItsToken() {
        answers.add(new Answer(200, "{\"schema\":\"\\\"int\\\"\"}"));

        new HttpSchemaRegistry(settings().bearer("token")).schemaById(1);

        assertThat(authorizations).containsExactly("Bearer token");
    }

    @Test
    void neverPrintsItsSecret() {
        assertThat(settings().bearer("token").toString())
                .contains("authorization=set")
                .doesNotContain("token");
    }

    @Test
    void refusesAnAddressOfAnotherKind() {
        assertThatThrownBy(() -> RegistrySettings.at(URI.create("localhost:8081")))
                .hasMessage("schema registry: a URL begins with http:// or https://, was localhost:8081");
    }

    private RegistrySettings settings() {
        return RegistrySettings.at(url());
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .ifPresent(authorizations::add);
            Answer answer = answers.remove();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}

package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Prompt;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.registry.Compatibility;
import caravan.schemas.registry.HttpSchemaRegistry;
import caravan.schemas.registry.RegistrySettings;
import caravan.schemas.registry.SchemaRegistryException;
import caravan.schemas.registry.SubjectCreation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedRegistryTest {
    private static final Schema ONE_FIELD =
            SchemaBuilder.record("Letter").fields().requiredString("text").endRecord();
    private static final Schema DEFAULTED_FIELD_ADDED = SchemaBuilder.record("Letter")
            .fields()
            .requiredString("text")
            .optionalString("sender")
            .endRecord();
    private static final Schema REQUIRED_FIELD_ADDED = SchemaBuilder.record("Letter")
            .fields()
            .requiredString("text")
            .requiredString("sender")
            .endRecord();

    private final HttpClient http = HttpClient.newHttpClient();
    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private HttpSchemaRegistry client;

    @BeforeAll
    void start(@TempDir Path folder) {
        broker = EmbeddedBroker.start(BrokerSettings.in(folder));
        registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
        client = new HttpSchemaRegistry(RegistrySettings.at(registry.url()));
    }

    @AfterAll
    void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void givesEqualSchemasOneId() {
        int first = client.register("equal-one", ONE_FIELD);
        int second = client.register("equal-two", ONE_FIELD);

        assertThat(second).isEqualTo(first);
        assertThat(client.schemaById(first)).isEqualTo(ONE_FIELD);
    }

    @Test
    void keepsItsIdsOverARestart() {
        SubjectCreation subjects = new SubjectCreation(client, true);
        subjects.ensure(Topics.all());
        Map<String, Integer> before = idsOfThePath(client);

        try (EmbeddedRegistry again = EmbeddedRegistry.start(broker.bootstrapServers(), 0)) {
            HttpSchemaRegistry other = new HttpSchemaRegistry(RegistrySettings.at(again.url()));

            assertThat(idsOfThePath(other)).isEqualTo(before);
            assertThat(other.schemaById(before.getOrDefault("caravan.prompts-value", 0)))
                    .isEqualTo(Prompt.getClassSchema());
            assertThat(other.compatibility("caravan.prompts-value")).contains(Compatibility.BACKWARD_TRANSITIVE);
        }
    }

    @Test
    void refusesASchemaThatCannotReadAnEarlierOne() {
        client.register("backward", ONE_FIELD);
        client.register("backward", DEFAULTED_FIELD_ADDED);

        assertThatThrownBy(() -> client.register("backward", REQUIRED_FIELD_ADDED))
                .isInstanceOfSatisfying(SchemaRegistryException.class, refusal -> {
                    assertThat(refusal.code()).hasValue(409);
                    assertThat(refusal.isRetriable()).isFalse();
                })
                .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1");
        assertThat(client.isCompatible("backward", REQUIRED_FIELD_ADDED)).isFalse();
    }

    @Test
    void letsASubjectHaveALevelOfItsOwn() {
        client.register("level", ONE_FIELD);
        assertThat(client.compatibility("level")).isEmpty();

        client.setCompatibility("level", Compatibility.FORWARD);

        assertThat(client.compatibility("level")).contains(Compatibility.FORWARD);
        assertThat(client.register("level", REQUIRED_FIELD_ADDED)).isPositive();
    }

    @Test
    void looksUpWithoutRegistering() {
        HttpSchemaRegistry reader =
                new HttpSchemaRegistry(RegistrySettings.at(registry.url()).lookingUpOnly());
        int id = client.register("looked-up", ONE_FIELD);

        assertThat(reader.register("looked-up", ONE_FIELD)).isEqualTo(id);
        assertThatThrownBy(() -> reader.register("looked-up", DEFAULTED_FIELD_ADDED))
                .hasMessageContaining("40403 Schema not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /subjects/absent/versions                                | ''                             | 404 | 40401",
                "GET    | /subjects/present/versions/9                             | ''                             | 404 | 40402",
                "GET    | /subjects/present/versions/zero                          | ''                             | 422 | 42202",
                "GET    | /subjects/present/versions/0                             | ''                             | 422 | 42202",
                "GET    | /schemas/ids/9999                                        | ''                             | 404 | 40403",
                "POST   | /subjects/absent                                         | {\"schema\":\"\\\"int\\\"\"}   | 404 | 40401",
                "POST   | /subjects/present                                        | {\"schema\":\"\\\"long\\\"\"}  | 404 | 40403",
                "POST   | /subjects/present/versions                               | {\"schema\":\"nonsense\"}      | 422 | 42201",
                "POST   | /subjects/present/versions                               | {}                             | 422 | 42201",
                "POST   | /subjects/present/versions                               | no JSON                        | 400 | 400",
                "POST   | /subjects/present/versions                               | {\"schema\":\"\\\"string\\\"\"}| 409 | 409",
                "POST   | /compatibility/subjects/present/versions/7               | {\"schema\":\"\\\"int\\\"\"}   | 404 | 40402",
                "GET    | /config/absent                                           | ''                             | 404 | 40408",
                "PUT    | /config                                                  | {\"compatibility\":\"SOME\"}   | 422 | 42203",
                "DELETE | /subjects/present?permanent=true                         | ''                             | 422 | 42205",
                "GET    | /elsewhere                                               | ''                             | 404 | 404",
                "PATCH  | /subjects                                                | ''                             | 405 | 405"
            })
    void answersErrorsAsConfluentDoes(String method, String path, String body, int status, int code) throws Exception {
        client.register("present", Schema.create(Schema.Type.INT));

        HttpResponse<String> response = send(method, path, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error_code\":" + code + ",\"message\":\"");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void hidesDeletedVersionsButKeepsTheirIds() throws Exception {
        int id = client.register("deleted", ONE_FIELD);

        assertThat(send("DELETE", "/subjects/deleted", "").body()).isEqualTo("[1]");

        assertThat(send("GET", "/subjects/deleted/versions", "").statusCode()).isEqualTo(404);
        assertThat(client.schemaById(id)).isEqualTo(ONE_FIELD);
        assertThat(client.register("deleted", ONE_FIELD)).isEqualTo(id);
        assertThat(send("GET", "/subjects/deleted/versions", "").body()).isEqualTo("[2]");
    }

    @Test
    void takesSubjectsWithUnusualNames() throws Exception {
        String subject = "a b/c+d%e ü-value";

        int id = client.register(subject, ONE_FIELD);

        assertThat(send("GET", "/schemas/ids/" + id + "/subjects", "").body()).contains("\"" + subject + "\"");
    }

    @Test
    void refusesAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedRegistry.start(broker.bootstrapServers(), taken.getLocalPort()))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("registry port " + taken.getLocalPort() + " on 127.0.0.1: is in use");
        }
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(registry.url() + path))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Map<String, Integer> idsOfThePath(HttpSchemaRegistry from) {
        return Topics.all().stream()
                .collect(Collectors.toMap(Topic::subject, topic -> from.register(topic.subject(), topic.schema())));
    }
}

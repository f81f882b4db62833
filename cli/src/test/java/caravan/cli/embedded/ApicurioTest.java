package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import caravan.schemas.Prompt;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.registry.Compatibility;
import caravan.schemas.registry.HttpSchemaRegistry;
import caravan.schemas.registry.RegistrySettings;
import caravan.schemas.registry.SchemaRegistryException;
import caravan.schemas.registry.SubjectCreation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Our client against a registry that others wrote. It needs 160 MB and Java 21, so it runs when asked for: {@code mvn
 * verify -Papicurio}; without the profile, or without such a Java, it is skipped with the reason.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApicurioTest {
    private static final Path FOLDER = Path.of("target", "apicurio");
    private static final String APPLICATION = "quarkus-run.jar";
    private static final int JAVA_MIN = 21;

    private Optional<Process> process = Optional.empty();
    private HttpSchemaRegistry client;

    @BeforeAll
    void start() throws IOException {
        assumeTrue(
                Files.exists(FOLDER.resolve(APPLICATION)),
                "Apicurio is not unpacked; run with the Maven profile apicurio");
        Optional<Path> java = JavaHomes.atLeast(JAVA_MIN);
        assumeTrue(java.isPresent(), "no Java " + JAVA_MIN + " or newer in JAVA_HOME*, /usr/lib/jvm");
        int port = LoopbackPort.reserve("test", 0);
        ProcessBuilder command = new ProcessBuilder(java.get().toString(), "-Xmx512m", "-jar", APPLICATION)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "apicurio.log").toFile());
        command.environment().put("QUARKUS_HTTP_HOST", LoopbackPort.HOST);
        command.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        process = Optional.of(command.start());
        // It answers after some seconds; until then the client's own patience is all that is needed.
        client = new HttpSchemaRegistry(new RegistrySettings(
                List.of(URI.create("http://" + LoopbackPort.HOST + ":" + port + "/apis/ccompat/v7")),
                Optional.empty(),
                true,
                Duration.ofSeconds(30),
                40));
    }

    @AfterAll
    void stop() {
        process.ifPresent(Process::destroyForcibly);
    }

    @Test
    void takesEverySchemaOfThePath() {
        new SubjectCreation(client, true).ensure(Topics.all());

        for (Topic<?> topic : Topics.all()) {
            int id = client.register(topic.subject(), topic.schema());
            assertThat(client.schemaById(id)).isEqualTo(topic.schema());
            assertThat(client.compatibility(topic.subject())).contains(Compatibility.BACKWARD_TRANSITIVE);
        }
    }

    @Test
    void refusesASchemaThatCannotReadAnEarlierOne() {
        new SubjectCreation(client, true).ensure(Topics.all());
        Schema other = SchemaBuilder.record("Prompt")
                .namespace(Prompt.class.getPackageName())
                .fields()
                .requiredInt("pages")
                .endRecord();

        assertThat(client.isCompatible(Topics.PROMPTS.subject(), other)).isFalse();
        assertThatThrownBy(() -> client.register(Topics.PROMPTS.subject(), other))
                .isInstanceOfSatisfying(
                        SchemaRegistryException.class,
                        refusal -> assertThat(refusal.code()).hasValue(409));
    }

    @Test
    void saysThatAnIdIsUnknown() {
        assertThatThrownBy(() -> client.schemaById(Integer.MAX_VALUE))
                .isInstanceOfSatisfying(
                        SchemaRegistryException.class,
                        refusal -> assertThat(refusal.isUnknown()).isTrue());
    }
}

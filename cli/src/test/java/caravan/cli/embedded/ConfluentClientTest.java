package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Serving;
import caravan.schemas.Topics;
import caravan.schemas.registry.HttpSchemaRegistry;
import caravan.schemas.registry.RegistrySettings;
import caravan.schemas.wire.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.Config;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's own client as the judge of the embedded registry, and of the bytes that our serdes write. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfluentClientTest {
    private static final Schema ONE_FIELD =
            SchemaBuilder.record("Letter").fields().requiredString("text").endRecord();
    private static final Schema REQUIRED_FIELD_ADDED = SchemaBuilder.record("Letter")
            .fields()
            .requiredString("text")
            .requiredString("sender")
            .endRecord();

    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private CachedSchemaRegistryClient confluent;

    @BeforeAll
    void start(@TempDir Path folder) {
        broker = EmbeddedBroker.start(BrokerSettings.in(folder));
        registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
        confluent = newClient();
    }

    @AfterAll
    void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void registersAndReadsBack() throws Exception {
        int id = confluent.register("read-back", confluent(ONE_FIELD));

        assertThat(newClient().getSchemaById(id).canonicalString()).isEqualTo(ONE_FIELD.toString());
        assertThat(confluent.getId("read-back", confluent(ONE_FIELD))).isEqualTo(id);
        assertThat(confluent.getVersion("read-back", confluent(ONE_FIELD))).isEqualTo(1);
        assertThat(confluent.getAllVersions("read-back")).containsExactly(1);
        assertThat(confluent.getAllSubjects()).contains("read-back");
        assertThat(confluent.getAllSubjectsById(id)).contains("read-back");
        SchemaMetadata latest = confluent.getLatestSchemaMetadata("read-back");
        assertThat(latest.getId()).isEqualTo(id);
        assertThat(latest.getVersion()).isEqualTo(1);
        assertThat(latest.getSchema()).isEqualTo(ONE_FIELD.toString());
        assertThat(confluent.getSchemaMetadata("read-back", 1).getId()).isEqualTo(id);
    }

    @Test
    void isRefusedWhatCannotReadAnEarlierSchema() throws Exception {
        confluent.register("refused", confluent(ONE_FIELD));

        assertThat(confluent.testCompatibility("refused", confluent(REQUIRED_FIELD_ADDED)))
                .isFalse();
        assertThat(confluent.testCompatibilityVerbose("refused", confluent(REQUIRED_FIELD_ADDED)))
                .isNotEmpty();
        assertThatThrownBy(() -> confluent.register("refused", confluent(REQUIRED_FIELD_ADDED)))
                .isInstanceOfSatisfying(RestClientException.class, refusal -> {
                    assertThat(refusal.getStatus()).isEqualTo(409);
                    assertThat(refusal.getErrorCode()).isEqualTo(409);
                });
    }

    @Test
    void readsAndWritesLevels() throws Exception {
        confluent.register("levels", confluent(ONE_FIELD));
        assertThat(confluent.getCompatibility(null)).isEqualTo("BACKWARD_TRANSITIVE");
        assertThatThrownBy(() -> confluent.getConfig("levels"))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        error -> assertThat(error.getErrorCode()).isEqualTo(40408));

        confluent.updateConfig("levels", new Config("NONE"));

        assertThat(confluent.getConfig("levels").getCompatibilityLevel()).isEqualTo("NONE");
        assertThat(confluent.register("levels", confluent(Schema.create(Schema.Type.INT))))
                .isPositive();
        confluent.deleteConfig("levels");
        assertThat(confluent.getMode()).isEqualTo("READWRITE");
    }

    @Test
    void deletes() throws Exception {
        confluent.register("deletes", confluent(ONE_FIELD));

        assertThat(confluent.deleteSubject("deletes", false)).containsExactly(1);

        assertThatThrownBy(() -> confluent.getLatestSchemaMetadata("deletes"))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        error -> assertThat(error.getErrorCode()).isEqualTo(40401));
        assertThat(confluent.getAllSubjects(true)).contains("deletes");
    }

    @Test
    void findsTheSchemaOfOurBytes() throws Exception {
        Serving serving = Serving.newBuilder()
                .setAlias("base")
                .setVersion("v1")
                .setBy("a person")
                .setSince(7)
                .build();

        ByteBuffer bytes = ByteBuffer.wrap(new AvroSerdes(new HttpSchemaRegistry(RegistrySettings.at(registry.url())))
                .values(Topics.SERVING)
                .serializer()
                .serialize(Topics.SERVING.name(), serving));

        assertThat(bytes.get()).isZero();
        int id = bytes.getInt();
        assertThat(confluent.getSchemaById(id).canonicalString())
                .isEqualTo(Serving.getClassSchema().toString());
        assertThat(confluent.getId(Topics.SERVING.subject(), confluent(Serving.getClassSchema())))
                .isEqualTo(id);
    }

    private CachedSchemaRegistryClient newClient() {
        return new CachedSchemaRegistryClient(List.of(registry.url().toString()), 100, Map.of());
    }

    private static AvroSchema confluent(Schema schema) {
        return new AvroSchema(schema.toString());
    }
}

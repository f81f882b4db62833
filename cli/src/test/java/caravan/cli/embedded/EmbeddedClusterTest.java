package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Serving;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import caravan.schemas.registry.HttpSchemaRegistry;
import caravan.schemas.registry.RegistrySettings;
import caravan.schemas.registry.SubjectCreation;
import caravan.schemas.wire.AvroSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedClusterTest {
    private static final Serving SERVING = Serving.newBuilder()
            .setAlias("base")
            .setVersion("v1")
            .setBy("a person")
            .setSince(7)
            .build();

    @TempDir
    Path folder;

    /** The reader of the second start has nothing but the log: the schema comes from the registry in it. */
    @Test
    void readsARecordThatAnEarlierStartWrote() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(BrokerSettings.in(folder), 0)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
                new TopicCreation(admin, 1).ensure(TopicDefinition.path(4));
            }
            new SubjectCreation(new HttpSchemaRegistry(RegistrySettings.at(cluster.registryUrl())), true)
                    .ensure(Topics.all());
            try (KafkaProducer<String, Serving> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", cluster.bootstrapServers()),
                    new StringSerializer(),
                    serde(cluster).serializer())) {
                producer.send(new ProducerRecord<>(Topics.SERVING.name(), "base", SERVING))
                        .get();
            }
        }

        try (EmbeddedCluster cluster = EmbeddedCluster.start(BrokerSettings.in(folder), 0);
                KafkaConsumer<String, Serving> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers(), "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        serde(cluster).deserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.SERVING.name(), 0)));

            assertThat(consumer.poll(Duration.ofSeconds(60)))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo(SERVING));
        }
    }

    @Test
    void leavesNoBrokerBehindIfTheRegistryCannotStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedCluster.start(BrokerSettings.in(folder), taken.getLocalPort()))
                    .hasMessageContaining("registry port " + taken.getLocalPort());
        }

        try (DataFolder free = DataFolder.hold(folder, 0)) {
            assertThat(free.path()).isEqualTo(folder);
        }
    }

    private static Serde<Serving> serde(EmbeddedCluster cluster) {
        return new AvroSerdes(new HttpSchemaRegistry(RegistrySettings.at(cluster.registryUrl())))
                .values(Topics.SERVING);
    }
}

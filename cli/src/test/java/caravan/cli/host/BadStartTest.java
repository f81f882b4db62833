package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.cli.config.CaravanConfig;
import caravan.cli.embedded.EmbeddedStartException;
import caravan.schemas.TopicMismatchException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start on ground that does not fit says so, changes nothing, and lets go of whatever it had taken. */
@Timeout(180)
class BadStartTest {
    @TempDir
    Path data;

    @Test
    void refusesATopicOfAnotherPartitionCountAndLeavesItAsItIs() throws Exception {
        CaravanConfig config = ScriptedConfig.in(data, 5);
        try (LocalCluster local = LocalCluster.start(config)) {
            makePromptsOfThreePartitions(local.cluster());
        }

        assertThatThrownBy(() -> Caravan.of(config, event -> {}).start(new ScriptedBacking(config, 1)))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageStartingWith("topic caravan.prompts has 3 partitions, 4 wanted");

        try (LocalCluster local = LocalCluster.start(config)) {
            assertThat(topics(local.cluster())).containsExactlyInAnyOrder("caravan.prompts", "_schemas");
            try (TopicScan scan = new TopicScan(local.cluster(), List.of("caravan.prompts"))) {
                List<String> keys = new ArrayList<>();
                scan.toEnd(record -> keys.add(record.key()));
                assertThat(keys).containsExactly("kept");
            }
        }
    }

    @Test
    void refusesAMetricsPortInUseAndLetsGoOfTheDataFolder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CaravanConfig config = ScriptedConfig.in(data, 5, "metrics.port=" + taken.getLocalPort());

            assertThatThrownBy(() -> Caravan.of(config, event -> {}).start(new ScriptedBacking(config, 1)))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageStartingWith("metrics port " + taken.getLocalPort() + " on 127.0.0.1: is in use");
        }

        assertStartsHere();
    }

    @Test
    void refusesARegistryPortInUseAndLetsGoOfTheDataFolder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CaravanConfig config = ScriptedConfig.in(data, 5, "registry.port=" + taken.getLocalPort());

            assertThatThrownBy(() -> LocalCluster.start(config))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageStartingWith("registry port " + taken.getLocalPort() + " on 127.0.0.1: is in use");
        }

        assertStartsHere();
    }

    private void assertStartsHere() throws Exception {
        try (LocalCluster local = LocalCluster.start(ScriptedConfig.in(data, 5))) {
            assertThat(topics(local.cluster())).contains("_schemas");
        }
    }

    private static void makePromptsOfThreePartitions(Cluster cluster) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic("caravan.prompts", Optional.of(3), Optional.empty())))
                    .all()
                    .get();
        }
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(cluster.client(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("caravan.prompts", "kept", "a record of before"))
                    .get();
        }
    }

    private static Set<String> topics(Cluster cluster) throws Exception {
        try (Admin admin = cluster.admin()) {
            return admin.listTopics().names().get();
        }
    }
}

package caravan.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsDefaultsTest {
    private final StreamsDefaults defaults = new StreamsDefaults("localhost:1", Path.of("state"), "one", 2, -1);

    @Test
    void kafkaStreamsAcceptsThem() {
        StreamsConfig config = new StreamsConfig(defaults.of("align"));

        assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("caravan-align");
    }

    @Test
    void pinsEveryDefault() {
        Properties settings = defaults.of("align");

        Map<String, Object> expected = new HashMap<>();
        expected.put("application.id", "caravan-align");
        expected.put("bootstrap.servers", "localhost:1");
        expected.put("state.dir", "state");
        expected.put("num.stream.threads", 2);
        expected.put("replication.factor", -1);
        expected.put("ensure.explicit.internal.resource.naming", true);
        expected.put("rocksdb.config.setter", SharedStoreMemory.class);
        expected.put("processing.guarantee", "exactly_once_v2");
        expected.put("commit.interval.ms", 100L);
        expected.put("producer.transaction.timeout.ms", 10_000);
        expected.put("producer.compression.type", "zstd");
        expected.put("group.protocol", "CLASSIC");
        expected.put("main.consumer.group.instance.id", "one");
        expected.put("main.consumer.session.timeout.ms", 10_000);
        expected.put("main.consumer.heartbeat.interval.ms", 2_500);
        expected.put("acceptable.recovery.lag", 100_000L);
        expected.put("max.warmup.replicas", 4);
        expected.put("probing.rebalance.interval.ms", 60_000L);
        expected.put("restore.consumer.fetch.max.wait.ms", 20);
        expected.put("global.consumer.fetch.max.wait.ms", 50);
        expected.put("metric.reporters", "");
        expected.put("enable.metrics.push", false);
        expected.put("errors.dead.letter.queue.topic.name", "caravan.dead-letters");
        expected.put("deserialization.exception.handler", UnreadableToDeadLetters.class);
        expected.put("processing.exception.handler", UnprocessableToDeadLetters.class);
        expected.put("production.exception.handler", NoLostOutput.class);
        assertThat(settings).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @Test
    void eachThreadIsAStaticMemberOfItsOwn() {
        StreamsConfig config = new StreamsConfig(defaults.of("align"));

        assertThat(config.getMainConsumerConfigs("caravan-align", "client", 1))
                .containsEntry("group.instance.id", "one-1")
                .containsEntry("isolation.level", "read_committed");
    }

    @Test
    void refusesANamelessInstance() {
        assertThatThrownBy(() -> new StreamsDefaults("localhost:1", Path.of("state"), " ", 1, -1))
                .hasMessageContaining("instance must not be blank");
    }

    @Test
    void refusesAReplicationFactorOfZero() {
        assertThatThrownBy(() -> new StreamsDefaults("localhost:1", Path.of("state"), "one", 1, 0))
                .hasMessageContaining("replicationFactor must be at least 1, or -1");
    }
}

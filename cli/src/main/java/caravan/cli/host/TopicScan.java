package caravan.cli.host;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads topics from their beginning, committed records only, outside any group. Topics that do not exist are read as
 * empty. Not thread-safe.
 */
public final class TopicScan implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** A scan of the topics that exist now. */
    public TopicScan(Cluster cluster, Collection<String> topics) {
        Map<String, Object> settings = new HashMap<>(cluster.client());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // Keys are ids; those of state stores are bytes, which this encoding keeps apart.
        StringDeserializer keys = new StringDeserializer();
        keys.configure(Map.of("key.deserializer.encoding", StandardCharsets.ISO_8859_1.name()), true);
        consumer = new KafkaConsumer<>(settings, keys, new ByteArrayDeserializer());
        Map<String, List<PartitionInfo>> known = consumer.listTopics();
        partitions = topics.stream()
                .flatMap(topic -> known.getOrDefault(topic, List.of()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Hands over every record up to where the topics end when this is called; may be called again for what is new. */
    public void toEnd(Consumer<ConsumerRecord<String, byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!isPast(ends)) {
            poll(POLL, each);
        }
    }

    /** Hands over what comes within a time. */
    public void poll(Duration limit, Consumer<ConsumerRecord<String, byte[]>> each) {
        consumer.poll(limit).forEach(each);
    }

    private boolean isPast(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}

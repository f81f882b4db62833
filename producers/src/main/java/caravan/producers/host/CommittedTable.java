package caravan.producers.host;

import caravan.schemas.CommittedClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics to where they end now, committed records only. The end is that of all records: where another writer's
 * transaction is still open, a reader of committed records would take what stands before it for everything, and so not
 * see what was committed behind it.
 */
final class CommittedTable {
    private static final Duration POLL = Duration.ofMillis(100);

    private static final int FETCH_WAIT_MILLIS = 20;

    private CommittedTable() {}

    /** Hands over key and value of every record of a topic's partition 0. */
    static void read(CommittedClients clients, String topic, BiConsumer<String, byte @Nullable []> each) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Consumer<String, byte[]> consumer = consumer(clients.reader())) {
            long end = end(clients, partition);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(POLL).forEach(record -> each.accept(record.key(), record.value()));
            }
        }
    }

    /** Keys of the last records of a topic, at most so many of each partition. */
    static List<String> lastKeys(CommittedClients clients, String topic, long ofEachMax) {
        List<String> keys = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = consumer(clients.reader())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            ends.forEach((partition, end) ->
                    consumer.seek(partition, Math.max(firsts.getOrDefault(partition, 0L), end - ofEachMax)));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    keys.add(record.key());
                }
            }
        }
        return keys;
    }

    private static long end(CommittedClients clients, TopicPartition partition) {
        Map<String, Object> properties = clients.reader();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        try (Consumer<String, byte[]> consumer = consumer(properties)) {
            return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        }
    }

    private static Consumer<String, byte[]> consumer(Map<String, Object> properties) {
        // Of what stands there already there is nothing to wait for.
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }
}

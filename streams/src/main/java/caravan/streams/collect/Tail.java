package caravan.streams.collect;

import caravan.schemas.Topic;
import caravan.schemas.wire.RecordSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition from its beginning to its end, and then whatever comes. A record that cannot be read
 * is passed over with a warning: such topics tell where things stand, and a later record tells it again.
 */
final class Tail<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final Topic<V> topic;
    private final TopicPartition partition;
    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<V> values;

    /** Takes the consumer over. */
    Tail(Topic<V> topic, Consumer<byte[], byte[]> consumer, RecordSerdes serdes) {
        this.topic = topic;
        this.partition = new TopicPartition(topic.name(), 0);
        this.consumer = consumer;
        this.values = serdes.values(topic).deserializer();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** All records up to what is the end now; to be called first. */
    List<V> toTheEnd() {
        Long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<V> found = new ArrayList<>();
        while (end != null && consumer.position(partition) < end) {
            found.addAll(poll(WAIT));
        }
        return found;
    }

    /** Records that came since, without waiting. */
    List<V> news() {
        return poll(Duration.ZERO);
    }

    private List<V> poll(Duration wait) {
        List<V> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (record.value() != null) {
                try {
                    found.add(values.deserialize(topic.name(), record.value()));
                } catch (SerializationException e) {
                    LOG.warn("{} offset {}: cannot be read, passed over", topic.name(), record.offset(), e);
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package caravan.cli.audit;

import caravan.cli.host.Cluster;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/** Turns what a scan of the path's topics hands over back into records. Not thread-safe. */
public final class PathReader {
    private static final String DEAD_LETTER_TOPIC = "__streams.errors.topic";

    private final Map<String, Deserializer<? extends SpecificRecord>> valuesByTopic = new HashMap<>();

    /** Reads with a cluster's serdes. */
    public PathReader(Cluster cluster) {
        for (Topic<?> topic : Topics.all()) {
            valuesByTopic.put(topic.name(), cluster.serdes().values(topic).deserializer());
        }
    }

    /** Every topic that it reads, dead letters included. */
    public static Collection<String> topics() {
        return Stream.concat(Topics.all().stream().map(Topic::name), Stream.of(Topics.DEAD_LETTERS))
                .toList();
    }

    /** The record; empty for a tombstone, a dead letter, and what cannot be read (its reader's dead letter tells). */
    public Optional<SpecificRecord> read(ConsumerRecord<String, byte[]> record) {
        Deserializer<? extends SpecificRecord> values = valuesByTopic.get(record.topic());
        if (values == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(values.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    /** The topic in which a dead letter stood; empty for anything else. */
    public static Optional<String> deadLetterOf(ConsumerRecord<String, byte[]> record) {
        if (!record.topic().equals(Topics.DEAD_LETTERS)) {
            return Optional.empty();
        }
        Header header = record.headers().lastHeader(DEAD_LETTER_TOPIC);
        return Optional.of(header == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
    }
}

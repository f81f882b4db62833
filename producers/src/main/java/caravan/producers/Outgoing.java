package caravan.producers;

import caravan.schemas.Prompt;
import caravan.schemas.Rejection;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Makes entries records that a producer can send. Each begins a trace (W3C {@code traceparent}) whose trace id is the
 * record's id. Thread-safe.
 */
public final class Outgoing {
    private final Stamp stamp;
    private final Serializer<Prompt> prompts;
    private final Serializer<Rejection> rejections;

    /** Records in these serdes, timed by this clock. */
    public Outgoing(RecordSerdes serdes, Clock clock) {
        this.stamp = new Stamp(clock);
        this.prompts = serdes.values(Topics.PROMPTS).serializer();
        this.rejections = serdes.values(Topics.REJECTIONS).serializer();
    }

    /** A prompt or a rejection of each entry, as it is. */
    public List<ProducerRecord<String, byte[]>> of(List<Entry> entries, Origin origin) {
        return stamp.of(entries, origin).stream().map(this::record).toList();
    }

    private ProducerRecord<String, byte[]> record(Sourced sourced) {
        if (sourced instanceof Sourced.Accepted accepted) {
            return record(Topics.PROMPTS, prompts, accepted.prompt().getId(), accepted.prompt());
        }
        Rejection rejection = ((Sourced.Refused) sourced).rejection();
        return record(Topics.REJECTIONS, rejections, rejection.getId(), rejection);
    }

    private static <V extends SpecificRecord> ProducerRecord<String, byte[]> record(
            Topic<V> topic, Serializer<V> values, String id, V value) {
        ProducerRecord<String, byte[]> sent =
                new ProducerRecord<>(topic.name(), id, values.serialize(topic.name(), value));
        sent.headers().add("traceparent", traceparent(id).getBytes(StandardCharsets.US_ASCII));
        return sent;
    }

    /** Version 00, the id's 32 digits as trace id, its first 16 as span id, sampled. */
    private static String traceparent(String id) {
        return "00-" + id + "-" + id.substring(0, 16) + "-01";
    }
}

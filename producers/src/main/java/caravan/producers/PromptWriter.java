package caravan.producers;

import caravan.schemas.Prompt;
import caravan.schemas.Rejection;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes sources to the broker with an idempotent producer, and believes nothing before the broker has acknowledged it.
 * Each prompt begins a trace (W3C {@code traceparent}) whose trace id is the prompt's id. Not thread-safe.
 */
public final class PromptWriter implements AutoCloseable {
    /** So many unanswered sends are enough to fill the wire; more would only hide a failure for longer. */
    private static final int UNACKNOWLEDGED_MAX = 1_000;

    private final Producer<String, byte[]> producer;
    private final RecordSerdes serdes;
    private final Queue<Future<RecordMetadata>> unacknowledged = new ArrayDeque<>();

    /** Writes through a producer that it closes at the end. */
    public PromptWriter(Producer<String, byte[]> producer, RecordSerdes serdes) {
        this.producer = producer;
        this.serdes = serdes;
    }

    /** Connects to a cluster; {@code client} holds at least the bootstrap servers. */
    public static PromptWriter connect(Map<String, ?> client, RecordSerdes serdes) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "caravan-produce");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        return new PromptWriter(
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer()), serdes);
    }

    /**
     * Reads a source to its end and returns once all of it is acknowledged.
     *
     * @throws IOException if the source cannot be read, or the broker refuses a record
     */
    public Produced write(PromptSource source) throws IOException {
        long prompts = 0;
        TreeMap<String, Long> rejected = new TreeMap<>();
        List<String> details = new ArrayList<>();
        for (Optional<Sourced> next = source.next(); next.isPresent(); next = source.next()) {
            if (next.get() instanceof Sourced.Accepted accepted) {
                Prompt prompt = accepted.prompt();
                send(Topics.PROMPTS, prompt.getId(), prompt);
                prompts++;
            } else if (next.get() instanceof Sourced.Refused refused) {
                Rejection rejection = refused.rejection();
                send(Topics.REJECTIONS, rejection.getId(), rejection);
                rejected.merge(rejection.getReason(), 1L, Long::sum);
                if (details.size() < Produced.DETAILS_MAX) {
                    details.add(rejection.getDetail());
                }
            }
        }
        producer.flush();
        while (!unacknowledged.isEmpty()) {
            awaitOldest();
        }
        return new Produced(prompts, rejected, details);
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String id, V value) throws IOException {
        byte[] bytes = serdes.values(topic).serializer().serialize(topic.name(), value);
        ProducerRecord<String, byte[]> sent = new ProducerRecord<>(topic.name(), id, bytes);
        sent.headers().add("traceparent", traceparent(id).getBytes(StandardCharsets.US_ASCII));
        try {
            unacknowledged.add(producer.send(sent));
        } catch (KafkaException e) {
            throw new IOException("record " + id + " was not taken: " + e.getMessage(), e);
        }
        if (unacknowledged.size() >= UNACKNOWLEDGED_MAX) {
            awaitOldest();
        }
    }

    private void awaitOldest() throws IOException {
        try {
            unacknowledged.remove().get();
        } catch (ExecutionException e) {
            throw new IOException("the broker did not take a record: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before every record was acknowledged", e);
        }
    }

    /** Version 00, the id's 32 digits as trace id, its first 16 as span id, sampled. */
    private static String traceparent(String id) {
        return "00-" + id + "-" + id.substring(0, 16) + "-01";
    }

    @Override
    public void close() {
        producer.close();
    }
}

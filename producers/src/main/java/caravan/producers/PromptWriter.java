package caravan.producers;

import caravan.schemas.wire.RecordSerdes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes a source that ends to the broker, with an idempotent producer, and believes nothing before the broker has
 * acknowledged it. Not thread-safe.
 */
public final class PromptWriter implements AutoCloseable {
    /** So many unanswered sends are enough to fill the wire; more would only hide a failure for longer. */
    private static final int UNACKNOWLEDGED_MAX = 1_000;

    private static final int ENTRIES_MAX = 500;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Producer<String, byte[]> producer;
    private final Outgoing outgoing;
    private final Queue<Future<RecordMetadata>> unacknowledged = new ArrayDeque<>();

    /** Writes through a producer that it closes at the end. */
    public PromptWriter(Producer<String, byte[]> producer, RecordSerdes serdes) {
        this.producer = producer;
        this.outgoing = new Outgoing(serdes, Clock.systemUTC());
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
    public Produced write(PromptSource source, Origin origin) throws IOException, InterruptedException {
        long prompts = 0;
        TreeMap<String, Long> rejected = new TreeMap<>();
        List<String> details = new ArrayList<>();
        Batch batch;
        do {
            batch = source.next(ENTRIES_MAX, WAIT);
            for (ProducerRecord<String, byte[]> record : outgoing.of(batch.entries(), origin)) {
                send(record);
            }
            for (Entry entry : batch.entries()) {
                if (entry.found() instanceof Found.Fault fault) {
                    rejected.merge(fault.reason(), 1L, Long::sum);
                    if (details.size() < Produced.DETAILS_MAX) {
                        details.add(origin.source() + ":" + entry.place() + ": " + fault.detail());
                    }
                } else {
                    prompts++;
                }
            }
        } while (!batch.isEnd());
        producer.flush();
        while (!unacknowledged.isEmpty()) {
            awaitOldest();
        }
        return new Produced(prompts, rejected, details);
    }

    private void send(ProducerRecord<String, byte[]> sent) throws IOException {
        try {
            unacknowledged.add(producer.send(sent));
        } catch (KafkaException e) {
            throw new IOException("record " + sent.key() + " was not taken: " + e.getMessage(), e);
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

    @Override
    public void close() {
        producer.close();
    }
}

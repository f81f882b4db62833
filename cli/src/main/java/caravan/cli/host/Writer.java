package caravan.cli.host;

import caravan.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes single records, each known to be taken before {@link #flush()} returns. Not thread-safe. */
public final class Writer implements AutoCloseable {
    private final Cluster cluster;
    private final Producer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** A writer to a cluster. */
    public Writer(Cluster cluster) {
        this(cluster, Map.of());
    }

    private Writer(Cluster cluster, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(cluster.client());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.putAll(more);
        this.cluster = cluster;
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Reads and writes as one step: what the work sends becomes visible as a whole, and only if nobody else has begun
     * under the same name since, in whatever process; so what the work has read is still true.
     *
     * @return what the work gave, or nothing if another came in between, and then nothing of it stays
     */
    public static <T> Optional<T> inTransaction(Cluster cluster, String name, Function<Writer, T> work) {
        Map<String, Object> transactional =
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        Writer writer = new Writer(cluster, transactional);
        try {
            writer.producer.initTransactions();
            writer.producer.beginTransaction();
            T done = work.apply(writer);
            writer.producer.commitTransaction();
            return Optional.of(done);
        } catch (KafkaException e) {
            if (isFenced(e)) {
                // The transaction is another's now: an orderly close would wait half a minute for leave to end it.
                writer.producer.close(Duration.ZERO);
                return Optional.empty();
            }
            throw e;
        } finally {
            // Aborts what is still open; does nothing after a close.
            writer.producer.close();
        }
    }

    /** A commit that meets the abort by which another one fences it is told of an invalid state (KAFKA-20785). */
    private static boolean isFenced(KafkaException e) {
        return Stream.of(Optional.of(e), Optional.ofNullable(e.getCause()))
                .flatMap(Optional::stream)
                .anyMatch(thrown -> thrown instanceof ProducerFencedException
                        || thrown instanceof InvalidProducerEpochException
                        || thrown instanceof InvalidTxnStateException);
    }

    /** Sends a record. */
    public <V extends SpecificRecord> Writer send(Topic<V> topic, String key, V value) {
        byte[] bytes = cluster.serdes().values(topic).serializer().serialize(topic.name(), value);
        sent.add(producer.send(new ProducerRecord<>(topic.name(), key, bytes)));
        return this;
    }

    /** Removes a key from a table. */
    Writer remove(Topic<?> topic, String key) {
        sent.add(producer.send(new ProducerRecord<>(topic.name(), key, null)));
        return this;
    }

    /** Waits until all that was sent is acknowledged. */
    public void flush() {
        producer.flush();
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new KafkaException("a record was not taken: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        sent.clear();
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            producer.close();
        }
    }
}

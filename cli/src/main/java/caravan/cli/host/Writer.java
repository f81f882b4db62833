package caravan.cli.host;

import caravan.schemas.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes single records, each known to be taken before {@link #flush()} returns. Not thread-safe. */
public final class Writer implements AutoCloseable {
    private final Cluster cluster;
    private final Producer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** A writer to a cluster. */
    public Writer(Cluster cluster) {
        Map<String, Object> settings = new HashMap<>(cluster.client());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        this.cluster = cluster;
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Sends a record. */
    public <V extends SpecificRecord> Writer send(Topic<V> topic, String key, V value) {
        byte[] bytes = cluster.serdes().values(topic).serializer().serialize(topic.name(), value);
        sent.add(producer.send(new ProducerRecord<>(topic.name(), key, bytes)));
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

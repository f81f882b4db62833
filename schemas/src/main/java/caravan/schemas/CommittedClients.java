package caravan.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.NullMarked;

/**
 * Clients of those services that work with plain consumers and producers, and whose promises rest on transactions: they
 * read committed records only, keep their positions themselves, and one writer fences all before it.
 *
 * @param kafka what a user says: where the brokers are, how to get in, a {@code group.instance.id}, timeouts
 */
@NullMarked
public record CommittedClients(Map<String, Object> kafka) {
    /** A writer that died holds readers back for no longer. */
    private static final int TRANSACTION_MILLIS = 10_000;

    public CommittedClients {
        kafka = Map.copyOf(kafka);
    }

    /** Properties of a consumer outside any group. */
    public Map<String, Object> reader() {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return properties;
    }

    /** Properties of a consumer that is a member of a group, a static one if the user has named it. */
    public Map<String, Object> member(String group) {
        Map<String, Object> properties = reader();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        Object instance = kafka.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        if (instance != null) {
            properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        return properties;
    }

    /** A writer in transactions, which has fenced every earlier one of this id. */
    public Producer<String, byte[]> fencedProducer(String id) {
        return fencedProducer(id, Map.of());
    }

    /** The same; what the user says of a producer wins over {@code wishes}. */
    public Producer<String, byte[]> fencedProducer(String id, Map<String, Object> wishes) {
        Map<String, Object> properties = new HashMap<>(wishes);
        properties.putAll(kafka);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        Producer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return producer;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }
}

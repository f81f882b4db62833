package caravan.trainer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The trainer's clients of Kafka, and the properties that its promises rest on.
 *
 * @param kafka what a user says: where the brokers are, how to get in, timeouts
 */
record TrainerClients(Map<String, Object> kafka) {
    /** Group and transactional id: there is one trainer, whoever it is. */
    static final String ID = "caravan-trainer";

    TrainerClients {
        kafka = Map.copyOf(kafka);
    }

    /** Reads datasets as a member of the group, one at a time. */
    Consumer<String, byte[]> datasets() {
        Map<String, Object> properties = committedOnly();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, ID);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A stand-by that joins must not interrupt the training in hand.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads models outside any group. */
    Consumer<String, byte[]> models() {
        Map<String, Object> properties = committedOnly();
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Publishes in transactions, and fences any other trainer from now on. */
    Producer<String, byte[]> fencedProducer() {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ID);
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

    private Map<String, Object> committedOnly() {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return properties;
    }
}

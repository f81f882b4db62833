package caravan.trainer;

import caravan.schemas.CommittedClients;
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

/** The trainer's clients of Kafka. */
record TrainerClients(CommittedClients kafka) {
    /** Group and transactional id: there is one trainer, whoever it is. */
    static final String ID = "caravan-trainer";

    /** Reads datasets as a member of the group, one at a time. */
    Consumer<String, byte[]> datasets() {
        Map<String, Object> properties = kafka.member(ID);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A stand-by that joins must not interrupt the training in hand.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads models outside any group. */
    Consumer<String, byte[]> models() {
        return new KafkaConsumer<>(kafka.reader(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Publishes in transactions, and fences any other trainer from now on. */
    Producer<String, byte[]> fencedProducer() {
        return kafka.fencedProducer(ID);
    }

    /** Writes what may be lost, and never waits for long. */
    Producer<String, byte[]> hastyProducer() {
        Map<String, Object> properties = new HashMap<>(kafka.kafka());
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        properties.put(ProducerConfig.ACKS_CONFIG, "1");
        properties.put(ProducerConfig.RETRIES_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
}

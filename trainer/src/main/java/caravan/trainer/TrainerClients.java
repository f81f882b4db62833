package caravan.trainer;

import caravan.schemas.CommittedClients;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

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
}

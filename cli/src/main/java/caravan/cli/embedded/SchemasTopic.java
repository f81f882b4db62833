package caravan.cli.embedded;

import caravan.schemas.Topic.Retention;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The compacted topic {@code _schemas}, with keys and values in the JSON that Confluent's registry writes. */
final class SchemasTopic implements SchemaLog, AutoCloseable {
    static final TopicDefinition DEFINITION =
            new TopicDefinition("_schemas", 1, TopicDefinition.configs(Retention.COMPACTED));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrapServers;
    private final Producer<String, String> producer;

    private SchemasTopic(String bootstrapServers, Producer<String, String> producer) {
        this.bootstrapServers = bootstrapServers;
        this.producer = producer;
    }

    /** Creates the topic if it is missing. */
    static SchemasTopic open(String bootstrapServers) {
        Map<String, Object> cluster = Map.of("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(cluster)) {
            new TopicCreation(admin, 1).ensure(List.of(DEFINITION));
        }
        return new SchemasTopic(
                bootstrapServers, new KafkaProducer<>(cluster, new StringSerializer(), new StringSerializer()));
    }

    @Override
    public void replay(BiConsumer<JsonNode, JsonNode> reader) {
        Map<String, Object> cluster = Map.of("bootstrap.servers", bootstrapServers);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(cluster, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(DEFINITION.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(fact -> read(fact, reader));
            }
        }
    }

    @Override
    public void append(JsonNode key, JsonNode value) {
        try {
            producer.send(new ProducerRecord<>(DEFINITION.name(), 0, key.toString(), value.toString()))
                    .get();
        } catch (ExecutionException e) {
            throw new RegistryError(50001, "Error in the backend data store: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryError(50003, "Interrupted while writing to the backend data store", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static void read(ConsumerRecord<String, String> fact, BiConsumer<JsonNode, JsonNode> reader) {
        try {
            JsonNode value = fact.value() == null ? JSON.nullNode() : JSON.readTree(fact.value());
            reader.accept(JSON.readTree(fact.key()), value);
        } catch (JsonProcessingException e) {
            throw new EmbeddedStartException(
                    "topic " + DEFINITION.name() + ", offset " + fact.offset() + ": is not JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}

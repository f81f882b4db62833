package caravan.cli.embedded;

import caravan.schemas.TopicDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Text records sent to a real broker and read back whole. */
final class Letters {
    private Letters() {}

    /** Returns when every one was acknowledged. */
    static void send(String bootstrapServers, String topic, List<String> texts) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (String text : texts) {
                sent.add(producer.send(new ProducerRecord<>(topic, text, text)));
            }
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("sending to " + topic, e);
        }
    }

    /** Sends them in a transaction of one second, and does something before it ends. */
    static void sendAndLeaveOpen(String bootstrapServers, String topic, List<String> texts, Runnable then) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        "leaves-open",
                        "transaction.timeout.ms",
                        1_000),
                new StringSerializer(),
                new StringSerializer());
        try {
            producer.initTransactions();
            producer.beginTransaction();
            for (String text : texts) {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, text, text));
            }
            producer.flush();
            then.run();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** From the first offset of every partition to its present end. */
    static List<String> readAll(String bootstrapServers, TopicDefinition topic) {
        return read(bootstrapServers, topic, "read_uncommitted");
    }

    /** What is committed, read when no transaction is open any more in any partition. */
    static List<String> awaitCommitted(String bootstrapServers, TopicDefinition topic) throws InterruptedException {
        while (!ends(bootstrapServers, topic, "read_committed")
                .equals(ends(bootstrapServers, topic, "read_uncommitted"))) {
            Thread.sleep(100);
        }
        return read(bootstrapServers, topic, "read_committed");
    }

    private static Map<TopicPartition, Long> ends(String bootstrapServers, TopicDefinition topic, String isolation) {
        try (KafkaConsumer<String, String> consumer = consumer(bootstrapServers, isolation)) {
            return consumer.endOffsets(partitions(topic));
        }
    }

    private static KafkaConsumer<String, String> consumer(String bootstrapServers, String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static List<TopicPartition> partitions(TopicDefinition topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    private static List<String> read(String bootstrapServers, TopicDefinition topic, String isolation) {
        try (KafkaConsumer<String, String> consumer = consumer(bootstrapServers, isolation)) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<String> texts = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(letter -> texts.add(letter.value()));
            }
            return texts;
        }
    }
}

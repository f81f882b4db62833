package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.schemas.Source;
import caravan.schemas.SourceStatus;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics of sources at a site: made, written and counted. */
final class SourceSite {
    private static final Duration POLL = Duration.ofMillis(200);

    private SourceSite() {}

    static void createTopics(Site site) {
        try (Admin admin = Admin.create(site.client())) {
            new TopicCreation(admin, (short) 1)
                    .ensure(Stream.of(
                                    Topics.PROMPTS,
                                    Topics.REJECTIONS,
                                    Topics.SOURCES,
                                    Topics.SOURCE_STATUS,
                                    Topics.SOURCE_POSITIONS)
                            .map(TopicDefinition::of)
                            .toList());
        }
    }

    /** Lines of which every tenth is the same as others. */
    static Path writeLines(Path file, int lines) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
            for (int line = 1; line <= lines; line++) {
                out.write(
                        line % 10 == 0
                                ? "{\"instruction\": \"This line stands here many times.\"}\n"
                                : "{\"instruction\": \"Explain in a few plain words what makes the number " + line
                                        + " unlike its neighbours.\", \"input\": \"" + line + "\"}\n");
            }
        }
        return file;
    }

    /** Names a source that reads a file once. */
    static void declare(Site site, String name, Path file) throws InterruptedException, ExecutionException {
        declare(site, name, "file", 0, Map.of("path", file.toString(), "follow", "false"));
    }

    static void declare(Site site, String name, String kind, double ratePerSecond, Map<String, String> settings)
            throws InterruptedException, ExecutionException {
        Source source = Source.newBuilder()
                .setName(name)
                .setKind(kind)
                .setSettings(settings)
                .setRatePerSecond(ratePerSecond)
                .setDeclaredBy("a trial")
                .setSince(System.currentTimeMillis())
                .build();
        byte[] value = Site.serdes().values(Topics.SOURCES).serializer().serialize(Topics.SOURCES.name(), source);
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(site.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.SOURCES.name(), name, value))
                    .get();
        }
    }

    /** The status of a source as it stands. */
    static Optional<SourceStatus> status(Site site, String name) {
        Deserializer<SourceStatus> values =
                Site.serdes().values(Topics.SOURCE_STATUS).deserializer();
        Map<String, SourceStatus> latest = new HashMap<>();
        read(
                site,
                Topics.SOURCE_STATUS.name(),
                record -> latest.put(record.key(), values.deserialize(record.topic(), record.value())));
        return Optional.ofNullable(latest.get(name));
    }

    /** Hands over every committed record of a topic. */
    static void read(Site site, String topic, java.util.function.Consumer<ConsumerRecord<String, byte[]>> each) {
        Map<String, Object> properties = site.client();
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", 5_000);
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(each);
            }
        }
    }
}

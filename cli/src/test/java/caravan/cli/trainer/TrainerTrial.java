package caravan.cli.trainer;

import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Rejection;
import caravan.schemas.Topic;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import caravan.schemas.wire.RecordSerdes;
import caravan.trainer.Engraver;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingMetrics;
import caravan.trainer.Gate;
import caravan.trainer.TrainerEvent;
import caravan.trainer.TrainerService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Trainers of one test, whose training is scripted, on a broker that a class of tests shares; and what a reader of
 * committed records sees of them.
 */
final class TrainerTrial implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final RecordSerdes SERDES = new AvroSerdes(new InMemorySchemaRegistry());

    private Path folder;
    private EmbeddedBroker broker;
    SimpleMeterRegistry meters;
    final Queue<TrainerEvent> events = new ConcurrentLinkedQueue<>();
    final AtomicInteger trainings = new AtomicInteger();
    private final List<TrainerService> services = new ArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("trainer-trial");
        broker = EmbeddedBroker.start(BrokerSettings.in(folder));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicCreation(admin, 1).ensure(TopicDefinition.path(2));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        meters = new SimpleMeterRegistry();
        events.clear();
        trainings.set(0);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        services.forEach(TrainerService::close);
        services.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        broker.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    TrainerService start(Engraver engraver) {
        return start(engraver, Gate.OPEN);
    }

    TrainerService start(Engraver engraver, Gate gate) {
        Engraver counting = (dataset, progress) -> {
            trainings.incrementAndGet();
            return engraver.engrave(dataset, progress);
        };
        TrainerService service = new TrainerService(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                SERDES,
                "pocket-1",
                counting,
                gate,
                meters,
                events::add);
        services.add(service);
        new Thread(service, "trainer-" + services.size()).start();
        return service;
    }

    static Engraving better(String name) {
        return engraving(name, 1.0);
    }

    static Engraving engraving(String name, double heldOutLossAfter) {
        return new Engraving(
                ModelKind.ADAPTER,
                "pocket-1+adapter-" + name,
                Path.of("adapters", name),
                Map.of("lora.rank", "16"),
                new EngravingMetrics(45, 5, 0, 60, 9_000, 1.5, 2.0, 1.0, 2.0, heldOutLossAfter));
    }

    double count(String counter) {
        return meters.counter(counter, "step", "trainer").count();
    }

    int members() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of("caravan-trainer"))
                    .describedGroups()
                    .values()
                    .iterator()
                    .next()
                    .get()
                    .members()
                    .size();
        }
    }

    List<Model> models(String dataset) {
        return read(Topics.MODELS).stream()
                .filter(model -> model.getDataset().orElse("").equals(dataset))
                .toList();
    }

    List<Rejection> rejections(String id) {
        return read(Topics.REJECTIONS).stream()
                .filter(rejection -> rejection.getId().equals(id))
                .toList();
    }

    void send(String id) throws Exception {
        Dataset dataset = Dataset.newBuilder()
                .setId(id)
                .setRun("run-1")
                .setRanges(List.of())
                .setExamples(50)
                .setFiles(List.of())
                .setPrinciples("principles-1")
                .setModels(List.of("pocket-0", "pocket-1"))
                .setSealedAt(1)
                .build();
        send(id, SERDES.values(Topics.DATASETS).serializer().serialize(Topics.DATASETS.name(), dataset));
    }

    void send(String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.DATASETS.name(), key, value))
                    .get();
        }
    }

    <V extends SpecificRecord> List<V> read(Topic<V> topic) {
        return values(topic.name(), bytes -> SERDES.values(topic).deserializer().deserialize(topic.name(), bytes));
    }

    <V> List<V> values(String topic, Function<byte[], V> decoder) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(
                            0, consumer.partitionsFor(topic).size())
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<V> values = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(decoder.apply(record.value())));
            }
            return values;
        }
    }
}

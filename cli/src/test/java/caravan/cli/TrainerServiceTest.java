package caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
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
import caravan.trainer.BadDatasetException;
import caravan.trainer.Engraver;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingMetrics;
import caravan.trainer.EngravingProgress;
import caravan.trainer.Gate;
import caravan.trainer.TrainerEvent;
import caravan.trainer.TrainerService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The trainer on a real broker; what it trains with is scripted. */
@Timeout(300)
class TrainerServiceTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final RecordSerdes SERDES = new AvroSerdes(new InMemorySchemaRegistry());

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Queue<TrainerEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger trainings = new AtomicInteger();
    private final List<TrainerService> services = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(BrokerSettings.in(folder));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicCreation(admin, 1).ensure(TopicDefinition.path(2));
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void stopServices() {
        services.forEach(TrainerService::close);
    }

    @Test
    void publishesAModelAndServesItInOneGo() throws Exception {
        start((dataset, progress) -> better("published"));

        send("published");

        Model model = await().atMost(PATIENCE)
                .until(() -> models("published"), found -> !found.isEmpty())
                .get(0);
        assertThat(model.getVersion()).isEqualTo("pocket-1+adapter-published");
        assertThat(model.getKind()).isEqualTo(ModelKind.ADAPTER);
        assertThat(model.getBase()).isEqualTo("pocket-1");
        assertThat(model.getAncestry()).containsExactly("pocket-0", "pocket-1");
        assertThat(model.getSettings()).containsEntry("lora.rank", "16");
        assertThat(model.getMetrics()).containsEntry("heldOutLossAfter", 1.0);
        assertThat(read(Topics.SERVING)).last().satisfies(serving -> {
            assertThat(serving.getAlias()).isEqualTo("aligned");
            assertThat(serving.getVersion()).isEqualTo(model.getVersion());
            assertThat(serving.getBy()).isEqualTo("trainer");
        });
        await().atMost(PATIENCE).until(() -> count("caravan.step.out") == 1);
        assertThat(count("caravan.step.in")).isEqualTo(1);
    }

    @Test
    void doesNotServeAModelThatIsNoBetter() throws Exception {
        start((dataset, progress) -> engraving("no-better", 2.0));

        send("no-better");

        Rejection rejection = await().atMost(PATIENCE)
                .until(() -> rejections("no-better"), found -> !found.isEmpty())
                .get(0);
        assertThat(rejection.getStep()).isEqualTo("trainer");
        assertThat(rejection.getReason()).isEqualTo("not-better");
        assertThat(rejection.getDetail()).contains("was 2.0000 of the base and 2.0000 after 60 steps");
        assertThat(rejection.getLineage().getRun()).isEqualTo("run-1");
        assertThat(models("no-better")).isEmpty();
        assertThat(read(Topics.SERVING))
                .noneMatch(serving -> serving.getVersion().endsWith("no-better"));
    }

    @Test
    void keepsAModelThatTheGateRefusesWithItsFiguresAndDoesNotServeIt() throws Exception {
        start(
                (dataset, progress) -> better("withheld"),
                (candidate, standing, progress) -> Optional.of(refusal(
                        candidate.getVersion(),
                        standing.servedAs("aligned").map(Model::getVersion).orElse("nothing"))));

        send("withheld");

        Evaluation evaluation = await().atMost(PATIENCE)
                .until(() -> read(Topics.EVALUATIONS), found -> !found.isEmpty())
                .get(0);
        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.REFUSED);
        assertThat(models("withheld")).singleElement().satisfies(model -> {
            assertThat(model.getVersion()).isEqualTo(evaluation.getModel());
            assertThat(model.getMetrics()).containsEntry("gate.passed", 0.0);
        });
        assertThat(read(Topics.SERVING))
                .noneMatch(serving -> serving.getVersion().equals(evaluation.getModel()));
        await().atMost(PATIENCE).until(() -> events.stream().anyMatch(event -> event instanceof TrainerEvent.Withheld));
        assertThat(meters.counter("caravan.trainer.gate", "decision", "refused").count())
                .isEqualTo(1);
        assertThat(count("caravan.step.out")).isEqualTo(1);
    }

    @Test
    void goesOnToTheNextDatasetAfterABadOne() throws Exception {
        start((dataset, progress) -> {
            if (dataset.getId().equals("bad")) {
                throw new BadDatasetException("file-altered", "part-0: SHA-256 must be 00 as sealed, is 11");
            }
            return better(dataset.getId());
        });

        send("bad");
        send("good");

        await().atMost(PATIENCE).until(() -> !models("good").isEmpty());
        assertThat(rejections("bad")).singleElement().satisfies(rejection -> {
            assertThat(rejection.getReason()).isEqualTo("file-altered");
            assertThat(rejection.getDetail()).contains("part-0: SHA-256");
        });
    }

    @Test
    void trainsADatasetOnce() throws Exception {
        start((dataset, progress) -> better("once"));

        send("once");
        send("once");

        await().atMost(PATIENCE).until(() -> !rejections("once").isEmpty());
        assertThat(rejections("once"))
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.getReason()).isEqualTo("already-trained"));
        assertThat(models("once")).hasSize(1);
        assertThat(trainings).hasValue(1);
    }

    @Test
    void trainsAgainWhatWasBrokenOffAndPublishesItOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        TrainerService first = start((dataset, progress) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts this latch down");
        });
        send("broken-off");
        begun.await();
        first.close();
        assertThat(models("broken-off")).isEmpty();

        start((dataset, progress) -> better("broken-off"));

        await().atMost(PATIENCE).until(() -> !models("broken-off").isEmpty());
        assertThat(models("broken-off")).hasSize(1);
        assertThat(trainings).hasValue(2);
    }

    @Test
    void keepsItsPlaceInTheGroupWhileAnotherStandsBy() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        start((dataset, progress) -> {
            begun.countDown();
            release.await();
            return better("stood-by");
        });
        send("stood-by");
        begun.await();

        start((dataset, progress) -> better("stood-by"));
        await().atMost(PATIENCE).until(() -> members() == 2);
        release.countDown();

        await().atMost(PATIENCE).until(() -> !models("stood-by").isEmpty());
        assertThat(models("stood-by")).hasSize(1);
        assertThat(trainings).hasValue(1);
        assertThat(events).noneMatch(TrainerEvent.Failed.class::isInstance);
    }

    @Test
    void triesAgainWhenTheDiskFails() throws Exception {
        start((dataset, progress) -> {
            if (trainings.get() == 1) {
                throw new IOException("No space left on device");
            }
            return better("disk");
        });

        send("disk");

        await().atMost(PATIENCE).until(() -> !models("disk").isEmpty());
        assertThat(events).anyMatch(TrainerEvent.Failed.class::isInstance);
        assertThat(rejections("disk")).isEmpty();
    }

    @Test
    void givesUpOnADatasetWhoseTrainingFailsThreeTimes() throws Exception {
        start((dataset, progress) -> {
            throw new IllegalStateException("engine says no");
        });

        send("failing");

        await().atMost(PATIENCE).until(() -> !rejections("failing").isEmpty());
        assertThat(rejections("failing")).singleElement().satisfies(rejection -> {
            assertThat(rejection.getReason()).isEqualTo("training-failed");
            assertThat(rejection.getDetail()).contains("3 attempts failed").contains("engine says no");
        });
        assertThat(trainings).hasValue(3);
    }

    @Test
    void tellsHowFarATrainingIs() throws Exception {
        start((dataset, progress) -> {
            for (int step = 1; step <= 3; step++) {
                progress.accept(new EngravingProgress(
                        ModelKind.ADAPTER, step, 3, 2.5, OptionalDouble.of(2.0), 100, Duration.ofSeconds(3 - step)));
            }
            return better("told");
        });

        send("told");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(read(Topics.TRAINING_PROGRESS))
                        .filteredOn(told -> told.getDataset().equals("told"))
                        .last()
                        .satisfies(told -> {
                            assertThat(told.getStep()).isEqualTo(3);
                            assertThat(told.getSteps()).isEqualTo(3);
                            assertThat(told.getHeldOutLoss()).hasValue(2.0);
                            assertThat(told.getEtaMillis()).isZero();
                        }));
    }

    @Test
    void buriesWhatIsNotADataset() throws Exception {
        start((dataset, progress) -> better("after-the-letter"));

        send("letter", "no record".getBytes(StandardCharsets.UTF_8));
        send("after-the-letter");

        await().atMost(PATIENCE).until(() -> !models("after-the-letter").isEmpty());
        assertThat(values(Topics.DEAD_LETTERS, bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .contains("no record");
    }

    private static Evaluation refusal(String model, String served) {
        return Evaluation.newBuilder()
                .setId("refusal-of-" + model)
                .setModel(model)
                .setSuite("pairs")
                .setSuiteHash("hash")
                .setItems(1_000)
                .setScores(List.of())
                .setComparisons(List.of())
                .setDecision(EvaluationDecision.REFUSED)
                .setReason("worse than " + served)
                .setBy("trainer")
                .setAt(1L)
                .build();
    }

    private TrainerService start(Engraver engraver) {
        return start(engraver, Gate.OPEN);
    }

    private TrainerService start(Engraver engraver, Gate gate) {
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

    private static Engraving better(String name) {
        return engraving(name, 1.0);
    }

    private static Engraving engraving(String name, double heldOutLossAfter) {
        return new Engraving(
                ModelKind.ADAPTER,
                "pocket-1+adapter-" + name,
                folder.resolve(name),
                Map.of("lora.rank", "16"),
                new EngravingMetrics(45, 5, 0, 60, 9_000, 1.5, 2.0, 1.0, 2.0, heldOutLossAfter));
    }

    private double count(String counter) {
        return meters.counter(counter, "step", "trainer").count();
    }

    private static int members() throws Exception {
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

    private static List<Model> models(String dataset) {
        return read(Topics.MODELS).stream()
                .filter(model -> model.getDataset().orElse("").equals(dataset))
                .toList();
    }

    private static List<Rejection> rejections(String id) {
        return read(Topics.REJECTIONS).stream()
                .filter(rejection -> rejection.getId().equals(id))
                .toList();
    }

    private static void send(String id) throws Exception {
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

    private static void send(String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.DATASETS.name(), key, value))
                    .get();
        }
    }

    private static <V extends SpecificRecord> List<V> read(Topic<V> topic) {
        return values(topic.name(), bytes -> SERDES.values(topic).deserializer().deserialize(topic.name(), bytes));
    }

    private static <V> List<V> values(String topic, Function<byte[], V> decoder) {
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

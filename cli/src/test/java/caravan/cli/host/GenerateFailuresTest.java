package caravan.cli.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.schemas.Completion;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.RequestKind;
import caravan.schemas.Sampling;
import caravan.schemas.Serving;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import caravan.streams.Pipeline;
import caravan.streams.Step;
import caravan.streams.flow.StreamsDefaults;
import caravan.streams.generate.GenerateSettings;
import caravan.streams.generate.TopicRecall;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What generate makes of bad records and of a topic that is gone, on a real broker. */
@Timeout(300)
class GenerateFailuresTest {
    private static final String REQUESTS = Topics.requests("align").name();
    private static final String COMPLETIONS = Topics.completions("align").name();
    private static final int LONG_BYTES = 900_000;

    @TempDir
    private static Path data;

    private static LocalCluster local;
    private static StepHost generate;

    @BeforeAll
    static void generateWorks() {
        CaravanConfig config = ScriptedConfig.in(data, 10);
        local = LocalCluster.start(config);
        Cluster cluster = local.cluster();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Step step = Pipeline.generate(
                GenerateSettings.defaults(),
                new ScriptedModel("I am here.", 10, "scripted"),
                TopicRecall.of(cluster.client(), cluster.serdes()),
                cluster.serdes(),
                meters);
        new Ground(cluster, config).prepare(List.of(step));
        try (Writer writer = new Writer(cluster)) {
            writer.send(Topics.SERVING, "base", new Serving("base", "scripted", "test", 1L));
        }
        StreamsDefaults defaults =
                new StreamsDefaults(cluster.bootstrapServers(), data.resolve("streams"), "one", 1, 1);
        generate = new StepHost(step, defaults, Map.of(), meters);
        generate.start();
    }

    @AfterAll
    static void stops() {
        generate.close();
        local.close();
    }

    @Test
    void poisonGoesToTheDeadLettersWithItsCauseAndTheRestFlows() {
        sendRaw("garbage", "no Avro at all".getBytes(UTF_8));
        sendRaw(
                "unknown-schema",
                ByteBuffer.allocate(9).put((byte) 0).putInt(99_999).array());
        sendRaw("over-long", "x".repeat(LONG_BYTES).getBytes(UTF_8));
        send("good");

        assertThat(completion("good").getError()).isEmpty();
        List<ConsumerRecord<String, byte[]>> letters =
                Waiting.until(GenerateFailuresTest::deadLetters, found -> found.size() >= 3);
        assertThat(letters)
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder("garbage", "unknown-schema", "over-long");
        assertThat(letters)
                .allSatisfy(letter -> assertThat(letter.headers().lastHeader("__streams.errors.exception"))
                        .isNotNull())
                .filteredOn(letter -> letter.key().equals("over-long"))
                .allSatisfy(letter -> {
                    assertThat(letter.value()).hasSizeLessThan(LONG_BYTES);
                    assertThat(letter.headers().lastHeader("caravan.cut-from-bytes"))
                            .isNotNull();
                });
    }

    @Test
    void completionsAreKeptUntilTheirTopicIsThereAgain() throws Exception {
        send("before");
        completion("before");
        try (Admin admin = local.cluster().admin()) {
            admin.deleteTopics(List.of(COMPLETIONS)).all().get();
            send("meanwhile");
            Thread.sleep(3_000);
            List<TopicDefinition> again = TopicDefinition.path(4).stream()
                    .filter(topic -> topic.name().equals(COMPLETIONS))
                    .toList();
            new TopicCreation(admin, 1).ensure(again);
        }
        send("after");

        assertThat(completion("meanwhile").getError()).isEmpty();
        assertThat(completion("after").getError()).isEmpty();
    }

    private static Completion completion(String id) {
        return Objects.requireNonNull(Waiting.until(
                () -> Tables.latest(local.cluster(), Topics.completions("align"))
                        .get(id),
                Objects::nonNull));
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters() {
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (TopicScan scan = new TopicScan(local.cluster(), List.of(Topics.DEAD_LETTERS))) {
            scan.toEnd(letters::add);
        }
        return letters;
    }

    private static void sendRaw(String key, byte[] value) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(local.cluster().client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(REQUESTS, key, value)).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void send(String id) {
        Lineage lineage = Lineage.newBuilder()
                .setRun("test")
                .setSource("test")
                .setPrinciples("v")
                .setParents(List.of())
                .setTimings(List.of())
                .build();
        GenerationRequest request = GenerationRequest.newBuilder()
                .setRequestId(id)
                .setStep("align")
                .setAlias("base")
                .setKind(RequestKind.GENERATE)
                .setPrefix(null)
                .setText("What of " + id + "?")
                .setContinuations(List.of())
                .setSampling(new Sampling(0.7, 0.9, 64, List.of()))
                .setSeed(1)
                .setSampleNumber(0)
                .setAttempt(0)
                .setAbout(null)
                .setLineage(lineage)
                .build();
        try (Writer writer = new Writer(local.cluster())) {
            writer.send(Topics.requests("align"), id, request);
        }
    }
}

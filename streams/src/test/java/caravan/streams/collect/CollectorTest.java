package caravan.streams.collect;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.streams.flow.Samples;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over Kafka's own clients in memory; what a real cluster adds is tested where there is one. */
class CollectorTest {
    @TempDir
    Path folder;

    private final Cluster cluster = new Cluster();
    private final AtomicInteger minutes = new AtomicInteger();

    /** Topics in memory: what is sent in a committed transaction is there for the next session. */
    private static final class Cluster implements CollectorClients {
        private final Map<String, List<byte[]>> topics = new HashMap<>();
        private MockProducer<String, byte[]> producer = new MockProducer<>();

        <V extends SpecificRecord> void put(Topic<V> topic, V value) {
            byte[] bytes = TopologyBench.SERDES.values(topic).serializer().serialize(topic.name(), value);
            topics.computeIfAbsent(topic.name(), t -> new ArrayList<>()).add(bytes);
        }

        <V extends SpecificRecord> List<V> sent(Topic<V> topic) {
            return producer.history().stream()
                    .filter(record -> record.topic().equals(topic.name()))
                    .map(ProducerRecord::value)
                    .map(bytes ->
                            TopologyBench.SERDES.values(topic).deserializer().deserialize(topic.name(), bytes))
                    .toList();
        }

        @Override
        public Consumer<byte[], byte[]> election() {
            return reader();
        }

        @Override
        public Consumer<byte[], byte[]> reader() {
            MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
                @Override
                public synchronized void assign(Collection<TopicPartition> partitions) {
                    super.assign(partitions);
                    for (TopicPartition partition : partitions) {
                        List<byte[]> records = topics.getOrDefault(partition.topic(), List.of());
                        updateBeginningOffsets(Map.of(partition, 0L));
                        updateEndOffsets(Map.of(partition, (long) records.size()));
                        for (int i = 0; i < records.size(); i++) {
                            addRecord(new ConsumerRecord<>(partition.topic(), 0, i, new byte[] {1}, records.get(i)));
                        }
                    }
                }
            };
            Node node = new Node(0, "here", 1);
            consumer.updatePartitions(
                    Topics.EXAMPLES.name(),
                    List.of(new PartitionInfo(Topics.EXAMPLES.name(), 0, node, new Node[] {node}, new Node[] {node})));
            return consumer;
        }

        @Override
        public Producer<String, byte[]> fencedProducer() {
            producer = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
            producer.initTransactions();
            return producer;
        }
    }

    private static Run run(long target) {
        return Run.newBuilder()
                .setId("run-1")
                .setPrinciples("p")
                .setStatus(RunStatus.RUNNING)
                .setTargetExamples(target)
                .setStartedAt(1)
                .setUpdatedAt(1)
                .build();
    }

    private static EngravingExample example(String id) {
        return example(id, "run-1");
    }

    private static EngravingExample example(String id, String run) {
        return EngravingExample.newBuilder()
                .setId(id)
                .setInstruction("i")
                .setAnswer("a")
                .setPrompt("p")
                .setCompletion("c")
                .setFinished(true)
                .setPrinciples(List.of())
                .setLineage(Samples.lineage(run))
                .build();
    }

    private void session(int turns) throws Exception {
        session(turns, SealingRules.DEFAULTS);
    }

    /** A minute goes by with each turn. */
    private void session(int turns, SealingRules rules) throws Exception {
        AtomicInteger left = new AtomicInteger(turns);
        try (CollectorSession session = new CollectorSession(
                CollectSettings.in(folder, rules),
                cluster,
                TopologyBench.SERDES,
                new StepMetrics(new SimpleMeterRegistry(), "collect"),
                () -> minutes.get() * 60_000L)) {
            session.writeWhile(() -> {
                minutes.incrementAndGet();
                return left.getAndDecrement() > 0;
            });
        }
    }

    private static SealingRules rules(long examples, Duration after, long bytes, Duration replayQuiet) {
        return new SealingRules(examples, after, bytes, replayQuiet);
    }

    @Test
    void publishesTheDatasetAndTheRunsCompletionInOneTransaction() throws Exception {
        cluster.put(Topics.RUNS, run(2));
        cluster.put(Topics.EXAMPLES, example("a"));
        cluster.put(Topics.EXAMPLES, example("b"));

        session(3);

        assertThat(cluster.producer.commitCount()).isEqualTo(1);
        assertThat(cluster.sent(Topics.DATASETS)).singleElement().satisfies(dataset -> {
            assertThat(dataset.getExamples()).isEqualTo(2);
            assertThat(dataset.getRanges().get(0).getTo()).isEqualTo(2);
        });
        assertThat(cluster.sent(Topics.RUNS)).extracting(Run::getStatus).containsExactly(RunStatus.COMPLETE);
    }

    @Test
    void waitsForTheTarget() throws Exception {
        cluster.put(Topics.RUNS, run(3));
        cluster.put(Topics.EXAMPLES, example("a"));

        session(3);

        assertThat(cluster.producer.history()).isEmpty();
    }

    @Test
    void publishesAgainWhatWasSealedButIsNotInTheTopic() throws Exception {
        cluster.put(Topics.RUNS, run(1));
        cluster.put(Topics.EXAMPLES, example("a"));
        session(3);
        Dataset first = cluster.sent(Topics.DATASETS).get(0);

        session(1);

        assertThat(cluster.sent(Topics.DATASETS)).containsExactly(first);
        assertThat(cluster.sent(Topics.RUNS)).hasSize(1);
    }

    @Test
    void publishesNothingAgainThatIsInTheTopic() throws Exception {
        cluster.put(Topics.RUNS, run(1));
        cluster.put(Topics.EXAMPLES, example("a"));
        session(3);
        cluster.put(Topics.DATASETS, cluster.sent(Topics.DATASETS).get(0));
        cluster.put(Topics.RUNS, cluster.sent(Topics.RUNS).get(0));

        session(3);

        assertThat(cluster.producer.history()).isEmpty();
    }

    @Test
    void setsAnUnreadableExampleAsideAndGoesOn() throws Exception {
        cluster.put(Topics.RUNS, run(1));
        cluster.topics.put(Topics.EXAMPLES.name(), new ArrayList<>(List.of(new byte[] {9, 9})));
        cluster.put(Topics.EXAMPLES, example("a"));

        session(3);

        assertThat(cluster.producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly(Topics.DEAD_LETTERS, Topics.DATASETS.name(), Topics.RUNS.name());
    }

    @Test
    void sealsEachTimeThereAreSoManyAndTheRestAtTheTarget() throws Exception {
        cluster.put(Topics.RUNS, run(5));
        List.of("a", "b", "c", "d", "e").forEach(id -> cluster.put(Topics.EXAMPLES, example(id)));

        session(3, rules(2, Duration.ZERO, 0, Duration.ZERO));

        assertThat(cluster.sent(Topics.DATASETS))
                .extracting(Dataset::getExamples)
                .containsExactly(2L, 2L, 1L);
        assertThat(cluster.sent(Topics.DATASETS))
                .extracting(dataset -> dataset.getRanges().get(0).getFrom())
                .containsExactly(0L, 2L, 4L);
        assertThat(cluster.sent(Topics.RUNS)).extracting(Run::getStatus).containsExactly(RunStatus.COMPLETE);
    }

    @Test
    void sealsWhatHasWaitedLongAcrossSessions() throws Exception {
        cluster.put(Topics.RUNS, run(0));
        cluster.put(Topics.EXAMPLES, example("a"));
        SealingRules everyTenMinutes = rules(0, Duration.ofMinutes(10), 0, Duration.ZERO);

        session(5, everyTenMinutes);
        assertThat(cluster.sent(Topics.DATASETS)).isEmpty();
        session(10, everyTenMinutes);

        assertThat(cluster.sent(Topics.DATASETS))
                .extracting(Dataset::getExamples)
                .containsExactly(1L);
        assertThat(cluster.sent(Topics.RUNS)).isEmpty();
    }

    @Test
    void sealsOnceTheFilesAreLarge() throws Exception {
        cluster.put(Topics.RUNS, run(0));
        cluster.put(Topics.EXAMPLES, example("a"));

        session(3, rules(0, Duration.ZERO, 1_000_000, Duration.ZERO));
        assertThat(cluster.sent(Topics.DATASETS)).isEmpty();
        session(3, rules(0, Duration.ZERO, 100, Duration.ZERO));

        assertThat(cluster.sent(Topics.DATASETS)).hasSize(1);
    }

    @Test
    void sealsAReplayOnceItIsQuietAndApartFromTheRunItReplays() throws Exception {
        cluster.put(Topics.RUNS, run(0));
        cluster.put(Topics.EXAMPLES, example("a"));
        cluster.put(Topics.EXAMPLES, example("a-again", "replay-1-align-p"));

        session(2);
        assertThat(cluster.sent(Topics.DATASETS)).isEmpty();
        session(5);

        assertThat(cluster.sent(Topics.DATASETS)).singleElement().satisfies(dataset -> {
            assertThat(dataset.getRun()).isEqualTo("replay-1-align-p");
            assertThat(dataset.getExamples()).isEqualTo(1);
        });
    }
}

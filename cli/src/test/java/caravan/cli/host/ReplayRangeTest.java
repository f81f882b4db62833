package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.cli.config.CaravanConfig;
import caravan.cli.replay.Replay;
import caravan.cli.replay.ReplayedStep;
import caravan.cli.replay.Start;
import caravan.principles.Principles;
import caravan.schemas.Candidate;
import caravan.schemas.Draw;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.streams.flow.RecordKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a replay takes in again and what its pool begins with, of records made for it, on a real broker. */
@Timeout(300)
class ReplayRangeTest {
    private static final String RUN = "run-1";

    @TempDir
    private static Path data;

    private static LocalCluster local;
    private static Producer<String, byte[]> producer;

    /**
     * Draw 2 is the last by its clock, which was then set back: what draws 3 and 4 brought comes of it all the same.
     * The runs before and after each kept one.
     */
    @BeforeAll
    static void aRunIsKept() {
        CaravanConfig config = ScriptedConfig.in(data, 10);
        local = LocalCluster.start(config);
        new Ground(local.cluster(), config).prepare(List.of());
        producer = new KafkaProducer<>(local.cluster().client(), new StringSerializer(), new ByteArraySerializer());
        send(Topics.RUNS, 0, 1, run());
        send(Topics.DRAWS, 0, 1_000, draw("draw-1", "seed"));
        send(Topics.DRAWS, 0, 5_000, draw("draw-2", "seed"));
        send(Topics.DRAWS, 0, 3_000, draw("draw-3", "child"));
        send(Topics.DRAWS, 0, 3_100, draw("draw-4", "grandchild"));
        send(Topics.CANDIDATES, 0, 1, candidate("run-0", "before"));
        send(Topics.CANDIDATES, 0, 1_000, candidate(RUN, "seed"));
        send(Topics.CANDIDATES, 0, 1_000, candidate(RUN, "first", "draw-1", "seed"));
        send(Topics.CANDIDATES, 0, 5_000, candidate(RUN, "child", "draw-2", "seed"));
        send(Topics.CANDIDATES, 0, 3_000, candidate(RUN, "grandchild", "draw-3", "child"));
        send(Topics.CANDIDATES, 0, 3_100, candidate(RUN, "great-grandchild", "draw-4", "grandchild"));
        send(Topics.CANDIDATES, 0, 3_200, candidate(RUN, "second", "draw-1", "seed"));
        send(Topics.CANDIDATES, 0, 9_000, candidate("run-2", "after"));
        for (int partition = 0; partition < 2; partition++) {
            for (int place = 0; place < 3; place++) {
                send(Topics.INSTRUCTIONS, partition, 1_000, instruction(partition + ":" + place));
            }
        }
        producer.flush();
    }

    @AfterAll
    static void stops() {
        producer.close();
        local.close();
    }

    @Test
    void thePoolBeginsWithoutWhatComesOfTheRangeAtWhateverDistance() {
        Replay.Plan plan = plan(ReplayedStep.INSTRUCT, new Start.AtTime(Instant.ofEpochMilli(4_000)));

        assertThat(ids(plan.inputs())).containsExactly("draw-2");
        assertThat(ids(plan.pool())).containsExactly("seed", "first", "second");
    }

    @Test
    void anOffsetOfTheCandidatesTakesThoseFromThereOnAndLeavesThePoolThoseBefore() {
        Replay.Plan plan = plan(ReplayedStep.NOVELTY, Start.of("3"));

        assertThat(ids(plan.inputs())).containsExactly("child", "grandchild", "great-grandchild", "second");
        assertThat(ids(plan.pool())).containsExactly("seed", "first");
    }

    @Test
    void whereRunsKnowEachOtherThePoolBeginsWithWhatEarlierOnesKept() {
        Replay.Plan plan = plan(ReplayedStep.NOVELTY, Start.of("3"), "steps.novelty.across-runs=true");

        assertThat(ids(plan.pool())).containsExactly("before", "seed", "first");
    }

    @Test
    void eachPartitionHasAnOffsetOfItsOwn() {
        Replay.Plan plan = plan(ReplayedStep.ALIGN, Start.of("0:1,1:2"));

        assertThat(ids(plan.inputs())).containsExactlyInAnyOrder("0:1", "0:2", "1:2");
        assertThat(plan.pool()).isEmpty();
    }

    @Test
    void partitionsThatAreNotNamedAreTakenWhole() {
        Replay.Plan plan = plan(ReplayedStep.ALIGN, Start.of("1:2"));

        assertThat(ids(plan.inputs())).containsExactlyInAnyOrder("0:0", "0:1", "0:2", "1:2");
    }

    @Test
    void oneOffsetForSeveralPartitionsIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> plan(ReplayedStep.ALIGN, Start.of("1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("caravan.instructions has several partitions", "0:1,1:1");
        assertThatThrownBy(() -> Start.of("0:1,0:2")).hasMessageContaining("names partition 0 twice");
    }

    private static Replay.Plan plan(ReplayedStep step, Start start, String... settings) {
        CaravanConfig config = ScriptedConfig.in(data, 10, settings);
        return new Replay(local.cluster(), config.steps(), Principles.load(config.principles()))
                .plan(step, start, Optional.of(RUN));
    }

    private static List<String> ids(List<? extends SpecificRecord> records) {
        return records.stream().map(RecordKeys::of).toList();
    }

    private static <V extends SpecificRecord> void send(Topic<V> topic, int partition, long atMillis, V value) {
        String key = value instanceof Run run ? run.getId() : RecordKeys.of(value);
        byte[] bytes = local.cluster().serdes().values(topic).serializer().serialize(topic.name(), value);
        var unused = producer.send(new ProducerRecord<>(topic.name(), partition, atMillis, key, bytes));
    }

    private static Run run() {
        return Run.newBuilder()
                .setId(RUN)
                .setPrinciples("principles")
                .setStatus(RunStatus.STOPPED)
                .setTargetExamples(10)
                .setStartedAt(1)
                .setUpdatedAt(1)
                .build();
    }

    private static Draw draw(String id, String exemplar) {
        return Draw.newBuilder()
                .setId(id)
                .setNumber(1)
                .setWay(Way.VANILLA)
                .setExemplars(List.of())
                .setLineage(lineage(RUN, exemplar))
                .build();
    }

    private static Candidate candidate(String run, String id, String... parents) {
        return Candidate.newBuilder()
                .setId(id)
                .setWay(parents.length == 0 ? Way.SEED : Way.VANILLA)
                .setInstruction("Describe a " + id + ".")
                .setLineage(lineage(run, parents))
                .build();
    }

    private static Instruction instruction(String id) {
        return Instruction.newBuilder()
                .setId(id)
                .setNumber(0)
                .setWay(Way.VANILLA)
                .setInstruction("Describe a " + id + ".")
                .setLineage(lineage(RUN))
                .build();
    }

    private static Lineage lineage(String run, String... parents) {
        return Lineage.newBuilder()
                .setRun(run)
                .setSource("test")
                .setPrinciples("principles")
                .setParents(List.of(parents))
                .setTimings(List.of())
                .build();
    }
}

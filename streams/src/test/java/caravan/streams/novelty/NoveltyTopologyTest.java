package caravan.streams.novelty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import caravan.schemas.Candidate;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.Exemplar;
import caravan.schemas.Instruction;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.streams.flow.Samples;
import caravan.streams.flow.TopologyBench;
import caravan.streams.flow.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoveltyTopologyTest {
    private static final Duration A_WHILE = Duration.ofSeconds(1);
    private static final Novelty.Expected SIX_SEEDS = new Novelty.Expected(Samples.PRINCIPLES.version(), 6, 0);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Topology topology =
            NoveltyTopology.of(NoveltySettings.DEFAULTS, SIX_SEEDS, TopologyBench.SERDES, meters);
    private final TopologyBench bench = new TopologyBench(topology);

    @AfterEach
    void close() {
        bench.close();
    }

    private static Candidate candidate(String run, Way way, String id, String instruction, String input) {
        return Candidate.newBuilder()
                .setId(id)
                .setWay(way)
                .setInstruction(instruction)
                .setInput(input)
                .setLineage(Samples.lineage(run, "parent"))
                .build();
    }

    private void offer(Way way, String id, String instruction, String input) {
        bench.send(Topics.CANDIDATES, id, candidate("run-1", way, id, instruction, input));
    }

    private void offerSixSeeds() {
        String[] seeds = {
            "Sort these words", "Name a river", "Write a limerick", "Add two numbers", "Plan a picnic", "Explain tides"
        };
        for (String seed : seeds) {
            offer(Way.SEED, "id of " + seed, seed, "");
        }
    }

    private void run(String id, RunStatus status, String principles) {
        bench.send(
                Topics.RUNS,
                id,
                Run.newBuilder()
                        .setId(id)
                        .setPrinciples(principles)
                        .setStatus(status)
                        .setTargetExamples(50)
                        .setStartedAt(1)
                        .setUpdatedAt(1)
                        .build());
    }

    private void outcome(Draw draw) {
        bench.send(
                Topics.DRAW_OUTCOMES,
                draw.getId(),
                DrawOutcome.newBuilder()
                        .setDraw(draw.getId())
                        .setNumber(draw.getNumber())
                        .setWay(draw.getWay())
                        .setEmitted(0)
                        .setRejected(0)
                        .setParsable(false)
                        .setLineage(draw.getLineage())
                        .build());
    }

    @Test
    void isWiredAsItsCommittedDescriptionSays() {
        Topology whole = NoveltyTopology.of(
                NoveltySettings.DEFAULTS, Samples.PRINCIPLES, TopologyBench.SERDES, new SimpleMeterRegistry());

        assertThat(whole.describe().toString()).isEqualTo(TopologyBench.golden("novelty"));
    }

    @Test
    void numbersWhatIsNewInTheOrderOfTheTopic() {
        offer(Way.SEED, "s", "Name a river", "");
        offer(Way.VANILLA, "a", "Explain how tides come about", "");
        offer(Way.USER, "b", "Translate to French", "water");

        List<Instruction> instructions = bench.values(Topics.INSTRUCTIONS);

        assertThat(instructions).extracting(Instruction::getId).containsExactly("a", "b");
        assertThat(instructions).extracting(Instruction::getNumber).containsExactly(1L, 2L);
        assertThat(instructions.get(0).getLineage().getParents()).containsExactly("parent");
    }

    @Test
    void rejectsWhatThePoolSaysAlready() {
        offer(Way.SEED, "s", "Explain how the tides of the sea come about", "");
        offer(Way.VANILLA, "near", "Explain how tides of the sea come about", "");
        offer(Way.USER, "same", "explain how the  tides of the sea come ABOUT", "");
        offer(Way.USER, "other", "Explain how tides of the sea come about", "");

        assertThat(bench.values(Topics.REJECTIONS))
                .extracting(Rejection::getId, Rejection::getReason)
                .containsExactly(tuple("near", "near-duplicate"), tuple("same", "exact-duplicate"));
        assertThat(bench.values(Topics.INSTRUCTIONS))
                .extracting(Instruction::getId)
                .containsExactly("other");
    }

    @Test
    void keepsManyInputsUnderOneInstructionIfPeopleWroteThem() {
        offer(Way.USER, "a", "Translate to French", "water");
        offer(Way.USER, "b", "Translate to French", "bread");

        assertThat(bench.values(Topics.INSTRUCTIONS)).hasSize(2);
    }

    @Test
    void keepsOnePoolForEachRun() {
        bench.send(Topics.CANDIDATES, "a", candidate("run-1", Way.VANILLA, "a", "Explain how tides come about", ""));
        bench.send(Topics.CANDIDATES, "b", candidate("run-2", Way.VANILLA, "b", "Explain how tides come about", ""));

        assertThat(bench.values(Topics.INSTRUCTIONS))
                .extracting(Instruction::getNumber)
                .containsExactly(0L, 0L);
    }

    @Test
    void balancesCandidatesAgainstInstructionsRejectionsAndSeeds() {
        offerSixSeeds();
        offer(Way.VANILLA, "a", "Explain how tides come about", "");
        offer(Way.VANILLA, "b", "Explain how tides come about", "");

        assertThat(meters.counter("caravan.step.in", "step", "novelty").count()).isEqualTo(8);
        assertThat(meters.counter("caravan.step.out", "step", "novelty").count())
                .isEqualTo(7);
        assertThat(meters.counter("caravan.step.rejected", "step", "novelty", "reason", "exact-duplicate")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void plansDrawsUpToTheBoundAndOneForEachOutcome() {
        offerSixSeeds();
        run("run-1", RunStatus.RUNNING, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);
        List<Draw> draws = bench.values(Topics.DRAWS);
        assertThat(draws).hasSize(8).extracting(Draw::getNumber).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(draws)
                .allSatisfy(draw -> assertThat(draw.getExemplars())
                        .hasSize(5)
                        .extracting(Exemplar::getId)
                        .doesNotHaveDuplicates());

        bench.pass(A_WHILE);
        assertThat(bench.values(Topics.DRAWS)).isEmpty();

        outcome(draws.get(3));
        outcome(draws.get(3));
        bench.pass(A_WHILE);
        assertThat(bench.values(Topics.DRAWS)).extracting(Draw::getNumber).containsExactly(8L);
    }

    @Test
    void beginsATraceWithEachDraw() {
        offerSixSeeds();
        run("run-1", RunStatus.RUNNING, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);

        TestRecord<String, Draw> first = bench.records(Topics.DRAWS).get(0);

        assertThat(new String(first.headers().lastHeader(Traces.HEADER).value(), StandardCharsets.US_ASCII))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .contains(first.key());
    }

    @Test
    void plansNothingBeforeItsSeedsAreThere() {
        run("run-1", RunStatus.RUNNING, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);

        assertThat(bench.values(Topics.DRAWS)).isEmpty();
    }

    @Test
    void plansOnlyForRunningRunsOfThePrinciplesItHas() {
        offerSixSeeds();
        run("run-1", RunStatus.RUNNING, "another version");
        bench.pass(A_WHILE);
        assertThat(bench.values(Topics.DRAWS)).isEmpty();

        run("run-1", RunStatus.COMPLETE, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);
        assertThat(bench.values(Topics.DRAWS)).isEmpty();
    }

    @Test
    void forgetsADrawWhoseOutcomeNeverCame() {
        offerSixSeeds();
        run("run-1", RunStatus.RUNNING, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);
        bench.values(Topics.DRAWS);

        bench.pass(Duration.ofHours(1));

        assertThat(bench.values(Topics.DRAWS)).extracting(Draw::getNumber).contains(8L, 15L);
    }

    @Test
    void drawsTheSameInASecondRunOverTheSamePool() {
        offerSixSeeds();
        run("run-1", RunStatus.RUNNING, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);
        List<List<String>> first = shown();
        run("run-1", RunStatus.COMPLETE, Samples.PRINCIPLES.version());
        for (Candidate seed : List.copyOf(seeds("run-2"))) {
            bench.send(Topics.CANDIDATES, seed.getId(), seed);
        }
        run("run-2", RunStatus.RUNNING, Samples.PRINCIPLES.version());
        bench.pass(A_WHILE);

        assertThat(shown()).isEqualTo(first);
    }

    private List<List<String>> shown() {
        return bench.values(Topics.DRAWS).stream()
                .map(draw -> draw.getExemplars().stream()
                        .map(Exemplar::getInstruction)
                        .toList())
                .toList();
    }

    private static List<Candidate> seeds(String run) {
        List<Candidate> seeds = new ArrayList<>();
        for (String seed : List.of(
                "Sort these words",
                "Name a river",
                "Write a limerick",
                "Add two numbers",
                "Plan a picnic",
                "Explain tides")) {
            seeds.add(candidate(run, Way.SEED, run + seed, seed, ""));
        }
        return seeds;
    }
}

package caravan.streams.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Candidate;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.DrawYield;
import caravan.schemas.Instruction;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Way;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NoveltyTest {
    private static final String TASK = "Explain how the tides of the sea come about";
    private static final String NEAR = "Explain how tides of the sea come about";
    private static final Novelty.Expected NOTHING = new Novelty.Expected(Samples.PRINCIPLES.version(), 0, 0);

    private final MapMemory memory = new MapMemory();

    private static NoveltySettings settings(Rules rules, boolean acrossRuns) {
        NoveltySettings defaults = NoveltySettings.DEFAULTS;
        return new NoveltySettings(
                rules,
                acrossRuns,
                defaults.outstandingDrawsMax(),
                1,
                0,
                0,
                0,
                defaults.outcomePatienceMillis(),
                new NoveltySettings.Exhaustion(4, 25));
    }

    private Novelty novelty(Rules rules, boolean acrossRuns) {
        return new Novelty(settings(rules, acrossRuns), NOTHING, memory);
    }

    private static Candidate candidate(String run, Way way, String text, @Nullable String redTeamTopic) {
        return Candidate.newBuilder()
                .setId(run + way + text + redTeamTopic)
                .setWay(way)
                .setInstruction(text)
                .setRedTeamType(redTeamTopic == null ? null : "law")
                .setRedTeamTopic(redTeamTopic)
                .setLineage(Samples.lineage(run))
                .build();
    }

    private static String judge(Novelty novelty, Candidate candidate) {
        return novelty.judge(candidate, 1)
                .map(record -> record instanceof Rejection rejection ? rejection.getReason() : "kept")
                .orElse("pooled");
    }

    private static void start(Novelty novelty, String run) {
        novelty.learn(Run.newBuilder()
                .setId(run)
                .setPrinciples(Samples.PRINCIPLES.version())
                .setStatus(RunStatus.RUNNING)
                .setTargetExamples(0)
                .setStartedAt(1)
                .setUpdatedAt(1)
                .build());
    }

    private static void seed(Novelty novelty, String run) {
        for (String seed : List.of("Sort words", "Name rivers", "Write limericks", "Add numbers", "Plan picnics")) {
            novelty.judge(candidate(run, Way.SEED, seed, null), 1);
        }
    }

    private static Optional<DrawYield> conclude(Novelty novelty, Draw draw, int items) {
        return novelty.learn(
                DrawOutcome.newBuilder()
                        .setDraw(draw.getId())
                        .setNumber(draw.getNumber())
                        .setWay(draw.getWay())
                        .setEmitted(items)
                        .setRejected(0)
                        .setParsable(true)
                        .setLineage(draw.getLineage())
                        .build(),
                7);
    }

    @Test
    void comparesAllWithAll() {
        Novelty novelty = novelty(Rules.IMPROVED, false);
        novelty.judge(candidate("run-1", Way.USER, TASK, null), 1);

        assertThat(judge(novelty, candidate("run-1", Way.VANILLA, NEAR, null))).isEqualTo("near-duplicate");
        assertThat(judge(novelty, candidate("run-1", Way.TOPIC_GUIDED, NEAR, "Tides")))
                .isEqualTo("near-duplicate");
    }

    @Test
    void comparesTasksWithTasksOnlyByThePapersRules() {
        Novelty novelty = novelty(Rules.PAPER, false);
        novelty.judge(candidate("run-1", Way.USER, TASK, null), 1);
        novelty.judge(candidate("run-1", Way.TOPIC_GUIDED, TASK, "Tides"), 1);

        assertThat(judge(novelty, candidate("run-1", Way.VANILLA, NEAR, null))).isEqualTo("kept");
        assertThat(judge(novelty, candidate("run-1", Way.VANILLA, TASK + " today", null)))
                .isEqualTo("near-duplicate");
    }

    @Test
    void keepsTheFirstInstructionOfEachSubjectByThePapersRules() {
        Novelty novelty = novelty(Rules.PAPER, false);

        assertThat(judge(novelty, candidate("run-1", Way.TOPIC_GUIDED, TASK, "Tides")))
                .isEqualTo("kept");
        assertThat(judge(novelty, candidate("run-1", Way.TOPIC_GUIDED, "Whose is the moon", "Tides")))
                .isEqualTo("exact-duplicate");
        assertThat(judge(novelty, candidate("run-1", Way.TOPIC_GUIDED, TASK, "Moons")))
                .isEqualTo("kept");
    }

    @Test
    void forgetsOtherRunsUnlessTold() {
        Novelty apart = novelty(Rules.IMPROVED, false);
        apart.judge(candidate("run-1", Way.VANILLA, TASK, null), 1);
        assertThat(judge(apart, candidate("run-2", Way.VANILLA, NEAR, null))).isEqualTo("kept");

        Novelty together = novelty(Rules.IMPROVED, true);
        assertThat(judge(together, candidate("run-3", Way.VANILLA, TASK + " now", null)))
                .isEqualTo("near-duplicate");
    }

    @Test
    void numbersDrawsThroughAllRunsIfTheyKnowEachOther() {
        Novelty novelty = novelty(Rules.IMPROVED, true);
        seed(novelty, "run-1");
        start(novelty, "run-1");
        List<Draw> first = novelty.plan(1);
        start(novelty, "run-2");
        List<Draw> second = novelty.plan(1);

        assertThat(first).extracting(Draw::getNumber).endsWith(7L);
        assertThat(second).extracting(Draw::getNumber).startsWith(8L);
    }

    @Test
    void neverRepeatsADrawAfterARestart() {
        Novelty novelty = novelty(Rules.IMPROVED, false);
        seed(novelty, "run-1");
        start(novelty, "run-1");
        List<Draw> before = novelty.plan(1);

        Novelty restarted = novelty(Rules.IMPROVED, false);
        start(restarted, "run-1");
        List<Draw> stillUnderWay = restarted.plan(2);
        List<Draw> after = restarted.plan(1 + NoveltySettings.DEFAULTS.outcomePatienceMillis());

        assertThat(stillUnderWay).isEmpty();
        assertThat(after).isNotEmpty();
        assertThat(after)
                .extracting(Draw::getNumber)
                .doesNotContainAnyElementsOf(
                        before.stream().map(Draw::getNumber).toList());
    }

    @Test
    void decidesTheSameAfterARestartInTheMiddle() {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String text = "Explain item " + i % 60 + " of list " + i % 7 + " with care and wit";
            candidates.add(candidate("run-1", Way.VANILLA, text, null));
        }
        Novelty whole = new Novelty(settings(Rules.IMPROVED, false), NOTHING, new MapMemory());
        List<String> expected =
                candidates.stream().map(candidate -> judge(whole, candidate)).toList();

        List<String> decided = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i += 25) {
            Novelty restarted = novelty(Rules.IMPROVED, false);
            candidates.subList(i, i + 25).forEach(candidate -> decided.add(judge(restarted, candidate)));
        }

        assertThat(decided).isEqualTo(expected).contains("kept", "near-duplicate");
    }

    @Test
    void givesUpAWayThatBringsNothingNew() {
        Novelty novelty = novelty(Rules.IMPROVED, false);
        seed(novelty, "run-1");
        start(novelty, "run-1");
        List<Draw> draws = novelty.plan(1);

        assertThat(conclude(novelty, draws.get(0), 5)).isEmpty();
        conclude(novelty, draws.get(1), 5);
        conclude(novelty, draws.get(2), 5);
        assertThat(conclude(novelty, draws.get(3), 5))
                .contains(new DrawYield("run-1", Way.VANILLA, 4L, 20L, 0L, true, 7L));
        assertThat(novelty.plan(1)).isEmpty();

        Novelty restarted = novelty(Rules.IMPROVED, false);
        assertThat(restarted.plan(1)).isEmpty();
    }

    @Test
    void goesOnWithAWayThatBringsEnough() {
        Novelty novelty = novelty(Rules.IMPROVED, false);
        seed(novelty, "run-1");
        start(novelty, "run-1");
        List<Draw> draws = novelty.plan(1);
        for (int i = 0; i < 5; i++) {
            novelty.judge(candidate("run-1", Way.VANILLA, "Word" + i, null), 1);
        }

        draws.subList(0, 3)
                .forEach(draw -> assertThat(conclude(novelty, draw, 5)).isEmpty());
        assertThat(conclude(novelty, draws.get(3), 5))
                .contains(new DrawYield("run-1", Way.VANILLA, 4L, 20L, 5L, false, 7L));
        assertThat(novelty.plan(1)).extracting(Draw::getNumber).startsWith(8L);
    }

    @Test
    void countsAnOutcomeOnce() {
        Novelty novelty = novelty(Rules.IMPROVED, false);
        seed(novelty, "run-1");
        start(novelty, "run-1");
        Draw draw = novelty.plan(1).get(0);

        for (int i = 0; i < 9; i++) {
            assertThat(conclude(novelty, draw, 5)).isEmpty();
        }
    }

    @Test
    void numbersInstructionsInOrder() {
        Novelty novelty = novelty(Rules.IMPROVED, false);
        novelty.judge(candidate("run-1", Way.VANILLA, TASK, null), 1);

        assertThat(novelty.judge(candidate("run-1", Way.VANILLA, "Name a river", null), 1))
                .hasValueSatisfying(
                        kept -> assertThat(((Instruction) kept).getNumber()).isEqualTo(1));
    }
}

package caravan.streams.novelty;

import caravan.schemas.Candidate;
import caravan.schemas.ContentHash;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.DrawYield;
import caravan.schemas.Exemplar;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Timing;
import caravan.schemas.Way;
import caravan.streams.flow.Clones;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Replays;
import caravan.streams.flow.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * The one writer's thinking: what is new, and what is drawn next. Whatever it learns goes to its {@link Memory} before
 * it goes to its own pools, which are read from there when a run is first touched. Not thread-safe.
 */
final class Novelty {
    private static final String STEP = NoveltyTopology.STEP;
    private static final String ALL_RUNS = "all runs";

    private final NoveltySettings settings;
    private final Expected expected;
    private final DrawPlanner planner;
    private final Memory memory;
    private final Yields yields;
    private final Map<String, Run> runs = new HashMap<>();
    private final Map<String, Pool> pools = new HashMap<>();
    private final Map<String, Draw> outstanding = new HashMap<>();

    /**
     * What a run is planned by.
     *
     * @param principles the version that this process has loaded; runs pinned to another are left to those that have it
     * @param seeds seed tasks that come before the first draw, so that the first draws can show any of them
     * @param subjects red-team subjects that come before the first draw
     */
    record Expected(String principles, int seeds, int subjects) {}

    /** Begins by reading what is remembered. */
    Novelty(NoveltySettings settings, Expected expected, Memory memory) {
        this.settings = settings;
        this.expected = expected;
        this.planner = new DrawPlanner(settings);
        this.memory = memory;
        this.yields = new Yields(settings.exhaustion(), memory);
        memory.eachRun(run -> runs.put(run.getId(), run));
        memory.eachDraw(draw -> outstanding.put(draw.getId(), draw));
    }

    /** An instruction, a rejection, or nothing: a seed or a subject that joins the pool goes no further. */
    Optional<SpecificRecord> judge(Candidate candidate, long nowMillis) {
        Lineage lineage = Lineages.passed(candidate.getLineage(), STEP, nowMillis);
        Pool pool = poolNamed(Replays.isReplayed(lineage) ? lineage.getRun() : poolOf(lineage.getRun()));
        Optional<Verdict> verdict = pool.judge(candidate);
        if (verdict.isPresent()) {
            return Optional.of(Rejections.of(STEP, candidate.getId(), verdict.get(), textOf(candidate), lineage));
        }
        Instruction member = Instruction.newBuilder()
                .setId(candidate.getId())
                .setNumber(pool.size())
                .setWay(candidate.getWay())
                .setInstruction(candidate.getInstruction())
                .setInput(candidate.getInput())
                .setRedTeamType(candidate.getRedTeamType().orElse(null))
                .setRedTeamTopic(candidate.getRedTeamTopic().orElse(null))
                .setLineage(lineage)
                .build();
        memory.addMember(member);
        pool.add(member);
        yields.kept(candidate);
        boolean onlyDrawnFrom = candidate.getWay() == Way.SEED || candidate.getWay() == Way.SUBJECT;
        return onlyDrawnFrom ? Optional.empty() : Optional.of(member);
    }

    /** Learns where a run stands. */
    void learn(Run run) {
        if (Clones.isClone(run.getId())) {
            return; // it has its instructions
        }
        memory.putRun(run);
        runs.put(run.getId(), run);
        if (run.getStatus() != RunStatus.RUNNING) {
            pools.remove(poolOf(run.getId())); // read again if a late candidate asks for it
        }
    }

    /** Learns what became of a draw; what its window brought, if it ends one. An outcome known already is none. */
    Optional<DrawYield> learn(DrawOutcome outcome, long nowMillis) {
        memory.removeDraw(outcome.getDraw());
        boolean isFirst = outstanding.remove(outcome.getDraw()) != null;
        return isFirst ? yields.learn(outcome, nowMillis) : Optional.empty();
    }

    /** Plans as many draws as there is room for, in all running runs. */
    List<Draw> plan(long nowMillis) {
        List<Draw> planned = new ArrayList<>();
        for (Run run : runs.values()) {
            if (run.getStatus() == RunStatus.RUNNING && run.getPrinciples().equals(expected.principles())) {
                plan(run, nowMillis, planned);
            }
        }
        return planned;
    }

    private void plan(Run run, long nowMillis, List<Draw> planned) {
        Pool pool = pool(run.getId());
        boolean ready =
                pool.seeds().size() >= expected.seeds() && pool.seedSubjects().size() >= expected.subjects();
        long room = settings.outstandingDrawsMax() - outstandingOf(run.getId(), nowMillis);
        for (long i = 0; ready && i < room; i++) {
            long number = memory.number(drawsOf(run));
            Optional<DrawPlanner.Choice> choice = planner.choose(
                    number, pool, type -> memory.number(usedSubjectsOf(run, type)), yields.exhausted(run.getId()));
            if (choice.isEmpty()) {
                return;
            }
            Draw draw = draw(run, number, choice.get(), pool.source(), nowMillis);
            remember(run, draw);
            planned.add(draw);
        }
    }

    private void remember(Run run, Draw draw) {
        memory.putNumber(drawsOf(run), draw.getNumber() + 1);
        if (draw.getWay() == Way.TOPIC_GUIDED) {
            for (Exemplar hint : draw.getExemplars()) {
                if (hint.getInstruction().isEmpty()) {
                    String name = usedSubjectsOf(run, hint.getRedTeamType().orElse(""));
                    memory.putNumber(name, memory.number(name) + 1);
                }
            }
        }
        memory.addDraw(draw);
        outstanding.put(draw.getId(), draw);
    }

    private static Draw draw(Run run, long number, DrawPlanner.Choice choice, String source, long nowMillis) {
        Lineage lineage = Lineage.newBuilder()
                .setRun(run.getId())
                .setSource(source)
                .setRound(run.getRound())
                .setPrinciples(run.getPrinciples())
                .setParents(choice.exemplars().stream().map(Exemplar::getId).toList())
                .setTimings(List.of(new Timing(STEP, nowMillis, nowMillis)))
                .build();
        return Draw.newBuilder()
                .setId(ContentHash.of("draw", run.getId(), choice.way(), number))
                .setNumber(number)
                .setWay(choice.way())
                .setExemplars(choice.exemplars())
                .setLineage(lineage)
                .build();
    }

    private long outstandingOf(String run, long nowMillis) {
        return outstanding.values().stream()
                .filter(draw -> draw.getLineage().getRun().equals(run))
                .filter(draw -> nowMillis - plannedAt(draw) < settings.outcomePatienceMillis())
                .count();
    }

    private static long plannedAt(Draw draw) {
        return draw.getLineage().getTimings().get(0).getStartedAt();
    }

    private Pool pool(String run) {
        return poolNamed(poolOf(run));
    }

    private Pool poolNamed(String wanted) {
        return pools.computeIfAbsent(wanted, name -> {
            Pool pool = new Pool(settings.rules());
            if (name.equals(ALL_RUNS)) {
                memory.eachMember(pool::add);
            } else {
                memory.eachMember(name, pool::add);
            }
            return pool;
        });
    }

    /** A replay's pool is always its own: what it replays would be known to any other. */
    private String poolOf(String run) {
        return settings.acrossRuns() ? ALL_RUNS : run;
    }

    private static String textOf(Candidate candidate) {
        return candidate.getWay() == Way.SUBJECT ? candidate.getRedTeamTopic().orElse("") : candidate.getInstruction();
    }

    private String drawsOf(Run run) {
        return poolOf(run.getId()) + "/draws";
    }

    private String usedSubjectsOf(Run run, String type) {
        return poolOf(run.getId()) + "/used-subjects/" + type;
    }
}

package caravan.cli.clone;

import caravan.cli.host.Cluster;
import caravan.cli.host.Runs;
import caravan.cli.host.Tables;
import caravan.cli.host.Writer;
import caravan.cli.view.Progress;
import caravan.schemas.ContentHash;
import caravan.schemas.Dataset;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import caravan.streams.flow.Clones;
import caravan.streams.flow.Lineages;
import caravan.streams.verbose.VerboseTopology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Begins and seals runs of verbose cloning, at most one for each run. Not thread-safe. */
public final class Cloning {
    private static final String TRANSACTION = "caravan-cloning";
    private static final String ALIGNED = "aligned";

    private final Cluster cluster;
    private final Map<String, Long> instructionsByRun = new HashMap<>();

    /** In a cluster whose steps have verbose among them. */
    public Cloning(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The run of verbose cloning that has something to do: one that is under way, or a new one of the latest run, if
     * that is complete, and the model trained on it is the one that is served.
     */
    public Optional<Run> due() {
        Runs runs = new Runs(cluster);
        List<Run> all = runs.all();
        Optional<Run> open = all.stream()
                .filter(run -> Clones.isClone(run.getId()) && runs.isOpen(run))
                .findFirst();
        return open.or(() -> all.stream()
                .filter(Runs::isOwn)
                .reduce((older, newer) -> newer)
                .filter(run -> run.getStatus() == RunStatus.COMPLETE && isServed(run))
                .filter(run -> all.stream().noneMatch(each -> each.getId().equals(idOf(run))))
                .flatMap(this::begin));
    }

    /** Whether a run's instructions were answered at length already, whatever came of it. */
    public boolean isCloned(Run run) {
        return Optional.ofNullable(Tables.latest(cluster, Topics.RUNS).get(idOf(run)))
                .filter(clone -> !new Runs(cluster).isOpen(clone))
                .isPresent();
    }

    private boolean isServed(Run run) {
        Optional<Serving> aligned =
                Optional.ofNullable(Tables.latest(cluster, Topics.SERVING).get(ALIGNED));
        return aligned.isPresent()
                && modelOf(run.getId()).map(Model::getVersion).equals(aligned.map(Serving::getVersion));
    }

    /** The model trained on a run's latest dataset, if there is one. */
    Optional<Model> modelOf(String run) {
        return datasetOf(run)
                .flatMap(dataset -> Tables.latest(cluster, Topics.MODELS).values().stream()
                        .filter(model -> model.getDataset().equals(Optional.of(dataset.getId())))
                        .findFirst());
    }

    /** A run's latest dataset. */
    Optional<Dataset> datasetOf(String run) {
        return Tables.latest(cluster, Topics.DATASETS).values().stream()
                .filter(dataset -> dataset.getRun().equals(run))
                .reduce((older, newer) -> newer);
    }

    private static String idOf(Run run) {
        return Clones.RUN_PREFIX + run.getId();
    }

    /** Empty if another process began it meanwhile, or there is nothing to answer. */
    private Optional<Run> begin(Run of) {
        long now = System.currentTimeMillis();
        Run run = Run.newBuilder(of)
                .setId(idOf(of))
                .setStatus(RunStatus.RUNNING)
                .setTargetExamples(0)
                .setStartedAt(now)
                .setUpdatedAt(now)
                .build();
        // The run is complete, so that no more come.
        List<Instruction> instructions = Tables.latest(cluster, Topics.INSTRUCTIONS).values().stream()
                .filter(each -> each.getLineage().getRun().equals(of.getId()))
                .map(each -> copy(each, run, now))
                .toList();
        return Writer.inTransaction(cluster, TRANSACTION, writer -> {
                    boolean isBegun = Tables.latest(cluster, Topics.RUNS).containsKey(run.getId());
                    if (instructions.isEmpty() || isBegun) {
                        return Optional.<Run>empty();
                    }
                    writer.send(Topics.RUNS, run.getId(), run);
                    instructions.forEach(each -> writer.send(Topics.VERBOSE_INSTRUCTIONS, each.getId(), each));
                    return Optional.of(run);
                })
                .flatMap(begun -> begun);
    }

    private static Instruction copy(Instruction instruction, Run run, long nowMillis) {
        Lineage inRun =
                Lineage.newBuilder(instruction.getLineage()).setRun(run.getId()).build();
        return Instruction.newBuilder(instruction)
                .setId(ContentHash.of(Clones.STEP, run.getId(), instruction.getId()))
                .setLineage(Lineages.childOf(instruction.getId(), inRun, Clones.STEP, nowMillis))
                .build();
    }

    /**
     * Has a run of verbose cloning sealed once every instruction of it was kept or rejected; one that kept none is
     * stopped.
     */
    public void settle(Progress progress) {
        Optional<Run> open = progress.run()
                .filter(run -> run.getStatus() == RunStatus.RUNNING && run.getTargetExamples() == 0)
                .filter(run -> progress.rows().stream()
                        .filter(row -> row.step().equals(VerboseTopology.STEP))
                        .anyMatch(row -> areAllOf(run, row.out() + row.rejected())));
        open.ifPresent(run -> {
            Run settled = Run.newBuilder(run)
                    .setStatus(progress.examples() == 0 ? RunStatus.STOPPED : RunStatus.RUNNING)
                    .setTargetExamples(progress.examples())
                    .setUpdatedAt(System.currentTimeMillis())
                    .build();
            try (Writer writer = new Writer(cluster)) {
                writer.send(Topics.RUNS, settled.getId(), settled);
            }
        });
    }

    /** Whether nothing more comes of a run of verbose cloning. */
    public static boolean isOver(Progress progress) {
        return progress.isDone()
                || progress.run()
                        .filter(run -> run.getStatus() == RunStatus.STOPPED)
                        .isPresent();
    }

    /**
     * The topic is read for it only where it may be so: partition by partition, it may not show all of them at first.
     */
    private boolean areAllOf(Run run, long outcomes) {
        if (outcomes < instructionsByRun.getOrDefault(run.getId(), 1L)) {
            return false;
        }
        long instructions = Tables.latest(cluster, Topics.VERBOSE_INSTRUCTIONS).values().stream()
                .filter(each -> each.getLineage().getRun().equals(run.getId()))
                .count();
        instructionsByRun.put(run.getId(), instructions);
        return outcomes >= instructions;
    }

    /** Adds figures to a model's record. */
    void publish(Model model, Map<String, Double> figures) {
        Map<String, Double> metrics = new TreeMap<>(model.getMetrics());
        metrics.putAll(figures);
        try (Writer writer = new Writer(cluster)) {
            writer.send(
                    Topics.MODELS,
                    model.getVersion(),
                    Model.newBuilder(model).setMetrics(metrics).build());
        }
    }
}

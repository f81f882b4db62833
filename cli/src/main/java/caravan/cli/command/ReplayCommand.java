package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.RunningFile;
import caravan.cli.host.Runs;
import caravan.cli.replay.Replay;
import caravan.cli.replay.ReplayedStep;
import caravan.cli.replay.Start;
import caravan.principles.Principles;
import caravan.schemas.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Runs a step again over records that are kept. */
@Command(
        name = "replay",
        description = {
            "Run a step again over the records that are kept, into a run of its own. A model call whose completion is on"
                    + " its topic is not made again.",
            "The steps do the work: those of a process that is running, or of the next that starts."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private Invocation invocation = new Invocation();

    @Parameters(index = "0", paramLabel = "STEP", description = "One of ${COMPLETION-CANDIDATES}.")
    private ReplayedStep step = ReplayedStep.ALIGN;

    @Option(
            names = "--from",
            paramLabel = "TIME|OFFSET",
            description =
                    "Begin here in the step's topic: a time such as 2026-01-31T12:00:00Z, an offset, or, where the"
                            + " topic has several partitions, an offset for each, such as 0:120,3:40. Default: with the first"
                            + " record that is kept.")
    private @Nullable String from;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Whose records to replay. Default: the latest run that is no replay itself.")
    private @Nullable String run;

    @Option(
            names = "--principles",
            paramLabel = "VERSION",
            description = "The principles version that the new run is pinned to; must be the folder's, which the steps"
                    + " render with. May be shortened.")
    private @Nullable String version;

    @Option(names = "--dry-run", description = "Say how many records and model calls it would be, and do nothing.")
    private boolean isDry;

    @Override
    public Integer call() throws IOException {
        CaravanConfig config = invocation.loadFor("replay");
        Principles principles = Principles.load(config.principles());
        Start start = allowed(() -> from == null ? new Start.Beginning() : Start.of(from));
        try (LocalCluster local = LocalCluster.reach(config)) {
            Replay replay = new Replay(local.cluster(), config.steps(), principles);
            Replay.Plan plan = allowed(() -> {
                requireVersion(config, principles.version());
                requireSameAtWork(config, principles.version(), new Runs(local.cluster()), replay);
                return replay.plan(step, start, Optional.ofNullable(run));
            });
            tell(plan, replay.cost(plan));
            if (!isDry && !plan.inputs().isEmpty()) {
                Run begun = replay.begin(plan);
                invocation.out().println("replayed as " + begun.getId());
            }
        }
        return ExitCode.OK;
    }

    /** What an option asks for; where it cannot be, a person is told why, without a trace. */
    private <T> T allowed(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(invocation.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void tell(Replay.Plan plan, Replay.Cost cost) {
        PrintWriter out = invocation.out();
        out.printf(
                "%s of %s: %d records of %s%n",
                step.name().toLowerCase(Locale.ROOT),
                plan.of().getId(),
                plan.inputs().size(),
                step.topic().name());
        out.printf(
                "%d model calls, %d of them answered from the topic, %d to be made%n",
                cost.calls(), cost.onTopic(), cost.made());
        if (!plan.pool().isEmpty()) {
            out.printf("%d items that the pool held before%n", plan.pool().size());
        }
    }

    /** The steps render with the folder that their process has loaded, so no other version can be asked for. */
    private void requireVersion(CaravanConfig config, String loaded) {
        if (version != null && !loaded.startsWith(version)) {
            throw new IllegalArgumentException("--principles " + version + ": the folder " + config.principles()
                    + " has version " + loaded + "; name the folder of that version with --set principles=FOLDER");
        }
    }

    /** What works now would render the copies with what it has loaded, and they would say that they are of another. */
    private void requireSameAtWork(CaravanConfig config, String loaded, Runs runs, Replay replay) {
        // Each start pursues a run of the version that it has loaded; one that is complete is still the latest.
        Optional<Run> other = runs.running()
                .or(() -> runs.ownRuns().stream().reduce((older, newer) -> newer))
                .filter(pursued -> !pursued.getPrinciples().equals(loaded));
        // The embedded broker comes and goes with its steps, and remembers for ten seconds those that are gone.
        boolean isAtWork =
                RunningFile.find(config.data()).isPresent() || (!config.kafka().isEmbedded() && replay.isAtWork(step));
        if (isAtWork && other.isPresent()) {
            throw new IllegalArgumentException("the process that is running has loaded principles "
                    + other.get().getPrinciples() + ", and the folder has " + loaded
                    + " by now; stop it first, so that it starts with these");
        }
    }
}

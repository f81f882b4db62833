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
            description = "Begin here in the step's topic. Default: with the first record that is kept.")
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
        Start start = allowed(() -> from == null ? Start.beginning() : Start.of(from));
        try (LocalCluster local = LocalCluster.reach(config)) {
            Replay replay = new Replay(local.cluster(), config.steps(), principles);
            Replay.Plan plan = allowed(() -> {
                requireVersion(config, principles.version(), new Runs(local.cluster()));
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
    private void requireVersion(CaravanConfig config, String loaded, Runs runs) {
        if (version != null && !loaded.startsWith(version)) {
            throw new IllegalArgumentException("--principles " + version + ": the folder " + config.principles()
                    + " has version " + loaded + "; name the folder of that version with --set principles=FOLDER");
        }
        Optional<Run> running = runs.running();
        if (RunningFile.find(config.data()).isPresent()
                && running.filter(current -> !current.getPrinciples().equals(loaded))
                        .isPresent()) {
            throw new IllegalArgumentException("the process that is running has loaded principles "
                    + running.get().getPrinciples() + ", and the folder has " + loaded
                    + " by now; stop it first, so that it starts with these");
        }
    }
}

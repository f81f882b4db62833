package caravan.cli.command;

import caravan.cli.host.LocalCluster;
import caravan.cli.host.Runs;
import caravan.cli.host.Tables;
import caravan.schemas.DrawYield;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topics;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists runs, stops them, and lets them go on. A new run begins by itself when the principles change. */
@Command(name = "runs", description = "List, stop and restart runs.", mixinStandardHelpOptions = true)
final class RunsCommand {
    @Mixin
    private Invocation invocation = new Invocation();

    /** Every run. */
    @Command(
            description = "List every run, oldest first, and what its latest draws brought.",
            mixinStandardHelpOptions = true)
    int list() throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("runs"))) {
            List<Run> runs = new Runs(local.cluster()).all();
            Collection<DrawYield> yields =
                    Tables.latest(local.cluster(), Topics.YIELDS).values();
            for (Run run : runs) {
                print(run);
                yields.stream()
                        .filter(yielded -> yielded.getRun().equals(run.getId()))
                        .forEach(this::print);
            }
            if (runs.isEmpty()) {
                invocation.out().println("no run yet");
            }
        }
        return ExitCode.OK;
    }

    /** Lets a stopped run go on. */
    @Command(description = "Let a stopped run go on.", mixinStandardHelpOptions = true)
    int start(@Parameters(paramLabel = "RUN") String id) throws IOException {
        return set(id, RunStatus.RUNNING);
    }

    /** Stops a run: nothing new is planned, what is under way is finished. */
    @Command(
            description = "Stop a run: nothing new is planned, what is under way is finished.",
            mixinStandardHelpOptions = true)
    int stop(@Parameters(paramLabel = "RUN") String id) throws IOException {
        return set(id, RunStatus.STOPPED);
    }

    private int set(String id, RunStatus status) throws IOException {
        try (LocalCluster local = LocalCluster.reach(invocation.loadFor("runs"))) {
            Optional<Run> changed = new Runs(local.cluster()).set(id, status);
            if (changed.isEmpty()) {
                invocation.err().println("there is no run " + id + "; caravan runs list shows them");
                return ExitCode.SOFTWARE;
            }
            print(changed.get());
            return ExitCode.OK;
        }
    }

    private void print(DrawYield yielded) {
        invocation
                .out()
                .printf(
                        "  %-18s %.1f %% new of %,d items in the latest window of %d draws%s%n",
                        yielded.getWay().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        100.0 * yielded.getKept() / Math.max(1, yielded.getItems()),
                        yielded.getItems(),
                        yielded.getDraws(),
                        yielded.getExhausted() ? ": exhausted, draws no more" : "");
    }

    private void print(Run run) {
        String target = run.getTargetExamples() == 0 ? "no target" : "target " + run.getTargetExamples();
        String round = run.getRounds() == 1 ? "" : ", round " + (run.getRound() + 1) + " of " + run.getRounds();
        invocation
                .out()
                .printf(
                        "%-20s %-9s %-12s since %s, principles %s%s%n",
                        run.getId(),
                        run.getStatus().name().toLowerCase(Locale.ROOT),
                        target,
                        Instant.ofEpochMilli(run.getStartedAt()),
                        run.getPrinciples(),
                        round);
    }
}

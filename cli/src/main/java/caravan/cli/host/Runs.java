package caravan.cli.host;

import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topics;
import caravan.streams.flow.Clones;
import caravan.streams.flow.Replays;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The runs of a cluster. At most one is running: a run is pinned to one principles version, so an edited folder begins
 * a new run and stops the old one.
 */
public final class Runs {
    private final Cluster cluster;

    /** The runs of a cluster. */
    public Runs(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Every run, oldest first. */
    public List<Run> all() {
        List<Run> runs = new ArrayList<>(Tables.latest(cluster, Topics.RUNS).values());
        runs.sort(Comparator.comparingLong(Run::getStartedAt));
        return runs;
    }

    /** The run that is running. */
    public Optional<Run> running() {
        return all().stream()
                .filter(run -> run.getStatus() == RunStatus.RUNNING && !Clones.isClone(run.getId()))
                .reduce((older, newer) -> newer);
    }

    /**
     * The run to work on: the running one if it has these principles, or the latest if all that it lacks is its
     * training, its verbose cloning, or the next round of its loop, which {@link #next} begins; else a new one.
     *
     * @param rounds how many runs a loop is to have, at least 1
     */
    Run pursue(Writer writer, String principles, long targetExamples, int rounds) {
        List<Run> runs = ownRuns();
        Optional<Run> same = Optional.empty();
        if (!runs.isEmpty()) {
            Run latest = runs.get(runs.size() - 1);
            if (latest.getPrinciples().equals(principles)
                    && latest.getTargetExamples() == targetExamples
                    && (isUntrained(latest) || isBetweenRounds(latest, rounds) || isBeingCloned(latest))) {
                return latest;
            }
        }
        for (Run run : runs) {
            if (run.getStatus() == RunStatus.RUNNING) {
                if (run.getPrinciples().equals(principles) && same.isEmpty()) {
                    same = Optional.of(run);
                } else {
                    write(writer, with(run, RunStatus.STOPPED, run.getTargetExamples()));
                }
            }
        }
        Run pursued = same.map(run -> adopted(run, targetExamples, rounds))
                .orElseGet(() -> begin(runs.size() + 1, principles, targetExamples, 0, rounds));
        write(writer, pursued);
        return pursued;
    }

    /** The run that goes on with another's loop; the same one again if it was begun already. */
    Run next(Writer writer, Run run) {
        List<Run> runs = ownRuns();
        Run latest = runs.get(runs.size() - 1);
        boolean isBegun = !latest.getId().equals(run.getId());
        if (isBegun) {
            return latest;
        }
        Run next = begin(
                runs.size() + 1, run.getPrinciples(), run.getTargetExamples(), run.getRound() + 1, run.getRounds());
        write(writer, next);
        return next;
    }

    /** The runs of the loop that a run belongs to, up to it, oldest first. */
    public List<Run> loopOf(Run run) {
        List<Run> loop = new ArrayList<>();
        for (Run each : ownRuns()) {
            if (each.getRound() == 0) {
                loop.clear();
            }
            loop.add(each);
            if (each.getId().equals(run.getId())) {
                return loop;
            }
        }
        throw new IllegalArgumentException("there is no run " + run.getId());
    }

    /** Runs that make instructions of their own: no replays, no verbose cloning; oldest first. */
    public List<Run> ownRuns() {
        return all().stream().filter(Runs::isOwn).toList();
    }

    /** Whether a run makes instructions of its own. */
    public static boolean isOwn(Run run) {
        return !isReplay(run) && !Clones.isClone(run.getId());
    }

    private static boolean isBetweenRounds(Run run, int rounds) {
        return run.getStatus() == RunStatus.COMPLETE && run.getRounds() == rounds && run.getRound() + 1 < rounds;
    }

    private boolean isBeingCloned(Run run) {
        return all().stream().anyMatch(each -> each.getId().equals(Clones.RUN_PREFIX + run.getId()) && isOpen(each));
    }

    private static Run adopted(Run run, long targetExamples, int rounds) {
        int roundsNow = Math.max(rounds, run.getRound() + 1);
        if (run.getTargetExamples() == targetExamples && run.getRounds() == roundsNow) {
            return run;
        }
        return Run.newBuilder(with(run, RunStatus.RUNNING, targetExamples))
                .setRounds(roundsNow)
                .build();
    }

    /** Whether a run only runs others' records again. */
    public static boolean isReplay(Run run) {
        return Replays.isReplay(run.getId());
    }

    /** A run for a step's replay, not yet written. It counts as stopped, since it plans nothing of its own. */
    public Run replayOf(String step, String principles) {
        long number = all().stream().filter(Runs::isReplay).count() + 1;
        String id = Replays.RUN_PREFIX + number + "-" + step + "-" + principles.substring(0, 8);
        return Run.newBuilder(begin(0, principles, 0, 0, 1))
                .setId(id)
                .setStatus(RunStatus.STOPPED)
                .build();
    }

    /** Stops a run or lets a stopped one go on; empty if there is no such run. */
    public Optional<Run> set(String id, RunStatus status) {
        Optional<Run> found =
                all().stream().filter(run -> run.getId().equals(id)).findFirst();
        return found.map(run -> {
            Run changed = with(run, status, run.getTargetExamples());
            try (Writer writer = new Writer(cluster)) {
                write(writer, changed);
            }
            return changed;
        });
    }

    /** Whether something is still to come of a run: examples, or what the trainer says of them. */
    public boolean isOpen(Run run) {
        return run.getStatus() == RunStatus.RUNNING || isUntrained(run);
    }

    /** Whether it is complete and the trainer has not said yet what came of its latest dataset. */
    private boolean isUntrained(Run run) {
        if (run.getStatus() != RunStatus.COMPLETE) {
            return false;
        }
        Optional<String> dataset = Tables.latest(cluster, Topics.DATASETS).values().stream()
                .filter(each -> each.getRun().equals(run.getId()))
                .map(Dataset::getId)
                .reduce((older, newer) -> newer);
        Set<Optional<String>> trained = Tables.latest(cluster, Topics.MODELS).values().stream()
                .map(Model::getDataset)
                .collect(Collectors.toSet());
        return dataset.isPresent()
                && !trained.contains(dataset)
                && !Tables.latest(cluster, Topics.REJECTIONS).containsKey(dataset.get());
    }

    private static void write(Writer writer, Run run) {
        writer.send(Topics.RUNS, run.getId(), run);
    }

    private static Run begin(int number, String principles, long targetExamples, int round, int rounds) {
        long now = System.currentTimeMillis();
        return Run.newBuilder()
                .setId("run-" + number + "-" + principles.substring(0, 8))
                .setPrinciples(principles)
                .setStatus(RunStatus.RUNNING)
                .setTargetExamples(targetExamples)
                .setRound(round)
                .setRounds(rounds)
                .setStartedAt(now)
                .setUpdatedAt(now)
                .build();
    }

    private static Run with(Run run, RunStatus status, long targetExamples) {
        return Run.newBuilder(run)
                .setStatus(status)
                .setTargetExamples(targetExamples)
                .setUpdatedAt(System.currentTimeMillis())
                .build();
    }
}

package caravan.cli.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * One engine that is slow, one instance of generate, so many tasks, and requests that all wait from the beginning: how
 * near to the engine's own limit the results come, and whether the stream thread ever waits.
 */
final class Slow {
    static final String HEADER = String.format(
            "%10s %6s %8s %8s %10s %10s %7s %14s %11s %7s %8s",
            "s_a_batch",
            "tasks",
            "waiting",
            "batches",
            "results/s",
            "limit/s",
            "share",
            "longest_turn_s",
            "rebalances",
            "aborts",
            "heap_mb");

    private static final String INSTANCE = "one";
    private static final int BATCH = 32;

    private final Site site;
    private final FakeModel.Pace pace;
    private final int tasks;
    private final int requests;
    private final int batches;

    /**
     * A cell of the table.
     *
     * @param batches how many are measured, after a first one
     */
    Slow(Path folder, long batchMillis, int tasks, int requests, int batches) throws IOException {
        this.site = Site.in(folder);
        this.pace = new FakeModel.Pace(BATCH, batchMillis);
        this.tasks = tasks;
        this.requests = requests;
        this.batches = batches;
    }

    /** Whether all that is asked of a cell holds, and its line. */
    record Cell(boolean isGood, String row) {}

    /** Waits until generate has been at work for some seconds, or the cell has ended. */
    void awaitWarm(Future<?> cell) throws InterruptedException {
        while (Files.notExists(site.vitals(INSTANCE)) && !cell.isDone()) {
            Thread.sleep(100);
        }
    }

    Cell run() throws IOException, InterruptedException {
        MachineLoad load = MachineLoad.begin();
        Brokers brokers = Brokers.start(site);
        Requests.send(site, requests, tasks);
        try (Results results = new Results(site)) {
            Child generate = GenerateMain.start(site, INSTANCE, pace, GenerateMain.ALONE);
            int wanted = (batches + 1) * BATCH;
            while (results.distinct() < wanted && generate.isAlive()) {
                Thread.sleep(50);
            }
            Optional<Vitals> vitals = awaitVitals();
            generate.leave();
            brokers.leave();
            List<Long> seenAt = new ArrayList<>(results.seenAt().values());
            return vitals.filter(unused -> seenAt.size() >= wanted)
                    .map(measured -> cell(seenAt, measured, load.end()))
                    .orElseGet(() -> new Cell(false, "  generate ended before its time; see " + site.folder()));
        }
    }

    private Optional<Vitals> awaitVitals() throws IOException, InterruptedException {
        int before = Vitals.read(site.vitals(INSTANCE)).size();
        while (Vitals.read(site.vitals(INSTANCE)).size() == before) {
            Thread.sleep(100);
        }
        return Vitals.latest(site.vitals(INSTANCE));
    }

    private Cell cell(List<Long> seenAt, Vitals vitals, String load) {
        // From the last result of one batch to the last of a later one: whole batches, however they are committed.
        long millis = seenAt.get((batches + 1) * BATCH - 1) - seenAt.get(BATCH - 1);
        double rate = batches * BATCH * 1_000.0 / millis;
        double limit = vitals.batchNanosMean() == 0 ? 0 : BATCH * 1e9 / vitals.batchNanosMean();
        double share = rate / limit;
        String row = String.format(
                Locale.ROOT,
                "%10.2f %6d %8d %8d %10.2f %10.2f %6.1f%% %14.3f %11d %7d %8d  %s",
                pace.millis() / 1_000.0,
                tasks,
                requests,
                batches,
                rate,
                limit,
                100 * share,
                vitals.longestTurnMillis() / 1_000.0,
                vitals.rebalances(),
                vitals.abortNanos() > 0 ? 1 : 0,
                vitals.heapBytes() >> 20,
                load);
        return new Cell(share >= 0.95 && vitals.longestTurnMillis() <= 250 && vitals.abortNanos() == 0, row);
    }
}

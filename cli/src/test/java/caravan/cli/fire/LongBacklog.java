package caravan.cli.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;

/**
 * A long backlog: generate takes every request in while its engine is slow, works a while, then it is killed. Shown are
 * the recovery, which restores the whole backlog, how soon a second instance has its first task and asks its engine,
 * and that the backlog lies on disk and not in memory.
 */
final class LongBacklog {
    private static final String INSTANCE = "one";
    private static final String NEWCOMER = "two";
    /** Slow, so that the backlog is as long at the last kill as at the first. */
    private static final FakeModel.Pace PACE = new FakeModel.Pace(32, 200);
    /** How long it works with all of them pending before the first kill. */
    private static final long AT_WORK_MILLIS = 120_000;

    private final Site site;
    private final int requests;
    private final int kills;
    private final List<Long> startedAt = new ArrayList<>();
    private final List<Long> recoveries = new ArrayList<>();
    private String atWork = "";
    private Optional<Long> newcomerMillis = Optional.empty();

    LongBacklog(Path folder, int requests, int kills) throws IOException {
        this.site = Site.in(folder);
        this.requests = requests;
        this.kills = kills;
    }

    Outcome run() throws IOException, InterruptedException {
        Brokers brokers = Brokers.start(site);
        Requests.send(site, requests);
        try (Results results = new Results(site)) {
            Child generate = GenerateMain.start(site, INSTANCE, PACE, GenerateMain.ALONE);
            work(generate, results);
            for (int kill = 0; kill < kills; kill++) {
                generate.kill();
                long bornAt = System.currentTimeMillis();
                startedAt.add(bornAt);
                generate.startAgain();
                recoveries.add(
                        results.awaitNew(bornAt, Results.PATIENCE_MILLIS).orElse(bornAt + Results.PATIENCE_MILLIS)
                                - bornAt);
            }
            newcomerMillis = join();
            generate.kill();
            brokers.leave();
            return new Outcome(
                    String.format(Locale.ROOT, "kill generate, %,d pending", requests),
                    requests,
                    kills,
                    Outcome.UNKNOWN,
                    results.doubled() + results.wrong(),
                    Calls.of(site).repeated(),
                    Outcome.UNKNOWN,
                    0,
                    recoveries);
        }
    }

    /** Takes everything in, then works with all of it pending. */
    private void work(Child generate, Results results) throws IOException, InterruptedException {
        long began = System.currentTimeMillis();
        awaitTakenIn(generate);
        long takenIn = System.currentTimeMillis();
        Thread.sleep(AT_WORK_MILLIS);
        long end = System.currentTimeMillis();
        List<Vitals> meanwhile = Vitals.read(site.vitals(INSTANCE)).stream()
                .filter(vitals -> vitals.atMillis() >= takenIn)
                .toList();
        LongSummaryStatistics heap = over(meanwhile, Vitals::heapBytes);
        atWork = String.format(
                Locale.ROOT,
                "%n  all taken in after %s s; in the %d s after that: %.0f results/s of the engine's %.0f, heap after a"
                        + " collection %d to %d MB, process %d MB at most, longest turn of the stream thread so far %d ms",
                Outcome.seconds(takenIn - began),
                AT_WORK_MILLIS / 1_000,
                results.rate(takenIn, end),
                PACE.callsPerSecond(),
                heap.getMin() >> 20,
                heap.getMax() >> 20,
                over(meanwhile, Vitals::residentBytes).getMax() >> 20,
                over(meanwhile, Vitals::longestTurnMillis).getMax());
    }

    private static LongSummaryStatistics over(List<Vitals> all, ToLongFunction<Vitals> what) {
        return all.stream().mapToLong(what).summaryStatistics();
    }

    /** Time from the start of a second instance to its engine's first call; empty if none came. */
    private Optional<Long> join() throws IOException, InterruptedException {
        long bornAt = System.currentTimeMillis();
        Child newcomer = GenerateMain.start(site, NEWCOMER, PACE, GenerateMain.ALONE);
        Optional<Long> first = Optional.empty();
        while (first.isEmpty() && System.currentTimeMillis() < bornAt + Results.PATIENCE_MILLIS) {
            Thread.sleep(10);
            first = Files.exists(site.calls(NEWCOMER))
                    ? Optional.of(System.currentTimeMillis() - bornAt)
                    : Optional.empty();
        }
        newcomer.kill();
        return first;
    }

    /** What was measured besides, in three lines. */
    String figures() throws IOException {
        return new Marks(site.marks(INSTANCE)).breakdown(startedAt, recoveries)
                + atWork
                + String.format(
                        Locale.ROOT,
                        "%n  a newcomer's first call: %s s after its start",
                        newcomerMillis.map(Outcome::seconds).orElse("no"));
    }

    /** Until the group has committed all requests as read. */
    private void awaitTakenIn(Child generate) throws InterruptedException {
        try (Admin admin = Admin.create(site.client())) {
            while (takenIn(admin) < requests) {
                if (!generate.isAlive()) {
                    throw new IllegalStateException("generate ended before all was taken in; see " + site.folder());
                }
                Thread.sleep(500);
            }
        }
    }

    private static long takenIn(Admin admin) throws InterruptedException {
        try {
            return admin
                    .listConsumerGroupOffsets("caravan-generate")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(committed -> committed.getKey().topic().endsWith(Site.STEP + ".requests"))
                    .filter(committed -> committed.getValue() != null)
                    .mapToLong(committed -> committed.getValue().offset())
                    .sum();
        } catch (ExecutionException e) {
            return 0;
        }
    }
}

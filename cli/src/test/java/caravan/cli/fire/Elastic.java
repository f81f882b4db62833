package caravan.cli.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Instances come and go under load: a second and a third join, the second leaves in order, the third is killed. Each
 * brings an engine of its own.
 */
final class Elastic {
    private static final FakeModel.Pace PACE = new FakeModel.Pace(16, 200);

    private final Site site;
    private final int requests;
    private final long phaseMillis;
    private String figures = "";

    /** One with so many requests, each of its phases so long. */
    Elastic(Path folder, int requests, long phaseMillis) throws IOException {
        this.site = Site.in(folder);
        this.requests = requests;
        this.phaseMillis = phaseMillis;
    }

    Outcome run() throws IOException, InterruptedException {
        Brokers brokers = Brokers.start(site);
        Requests.send(site, requests);
        try (Results results = new Results(site)) {
            Child one = start("one");
            awaitFirstCall("one");
            double alone = ratePerSecond(results);
            Joined second = join(results, "two");
            Joined third = join(results, "three");
            long left = System.currentTimeMillis();
            second.child().leave();
            Thread.sleep(phaseMillis);
            long gapOfLeave = results.longestGapMillis(left, System.currentTimeMillis());
            long killed = System.currentTimeMillis();
            third.child().kill();
            results.awaitEnd(requests);
            long gapOfKill = results.longestGapMillis(killed, killed + phaseMillis);
            one.leave();
            brokers.leave();
            figures = String.format(
                    Locale.ROOT,
                    "  results/s with 1, 2, 3 engines: %.0f, %.0f, %.0f (an engine's own limit: %.0f);"
                            + " s to a newcomer's first call: %s, %s;"
                            + " longest gap, s: joins %s, %s, clean leave %s, after a kill %s",
                    alone,
                    second.ratePerSecond(),
                    third.ratePerSecond(),
                    PACE.callsPerSecond(),
                    Outcome.seconds(second.firstCallMillis()),
                    Outcome.seconds(third.firstCallMillis()),
                    Outcome.seconds(second.gapMillis()),
                    Outcome.seconds(third.gapMillis()),
                    Outcome.seconds(gapOfLeave),
                    Outcome.seconds(gapOfKill));
            return outcome(results, List.of(second.joinedAt(), third.joinedAt(), left, killed));
        }
    }

    /** Each change moves tasks, and so may undo what was open; calls go on meanwhile, up to the next change. */
    private Outcome outcome(Results results, List<Long> changes) throws IOException {
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            long until = i + 1 < changes.size() ? changes.get(i + 1) : changes.get(i) + Results.PATIENCE_MILLIS;
            outages.add(new Outage(changes.get(i), until));
        }
        Calls calls = Calls.of(site);
        Map<String, Long> seenAt = results.seenAt();
        return new Outcome(
                "two join, one leaves, one is killed",
                requests,
                1,
                requests - results.distinct(),
                results.doubled() + results.wrong(),
                calls.repeated(),
                Outcome.UNKNOWN,
                calls.unexplained(outages, seenAt),
                List.of());
    }

    /** What was measured besides, in a line. */
    String figures() {
        return figures;
    }

    private record Joined(Child child, long joinedAt, long firstCallMillis, long gapMillis, double ratePerSecond) {}

    private Joined join(Results results, String instance) throws IOException, InterruptedException {
        long from = System.currentTimeMillis();
        Child child = start(instance);
        awaitFirstCall(instance);
        long firstCall = System.currentTimeMillis() - from;
        double rate = ratePerSecond(results);
        return new Joined(child, from, firstCall, results.longestGapMillis(from, System.currentTimeMillis()), rate);
    }

    private Child start(String instance) throws IOException {
        return GenerateMain.start(site, instance, PACE, GenerateMain.ALONE);
    }

    private void awaitFirstCall(String instance) throws InterruptedException {
        long end = System.currentTimeMillis() + Results.PATIENCE_MILLIS;
        while (Files.notExists(site.calls(instance)) && System.currentTimeMillis() < end) {
            Thread.sleep(10);
        }
    }

    /** After the first call the first batches are still on their way. */
    private double ratePerSecond(Results results) throws InterruptedException {
        Thread.sleep(phaseMillis / 2);
        long from = System.currentTimeMillis();
        Thread.sleep(phaseMillis);
        return results.rate(from, System.currentTimeMillis());
    }
}

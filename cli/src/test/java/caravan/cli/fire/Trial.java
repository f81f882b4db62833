package caravan.cli.fire;

import caravan.cli.fire.Scenario.Victim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** Lives through one scenario and counts. Its folder keeps the processes' logs. */
final class Trial {
    private static final String INSTANCE = "one";

    private final Scenario scenario;
    private final Site site;
    private final Random chance = new Random();
    private final List<Long> killedAt = new ArrayList<>();
    private final List<Long> startedAt = new ArrayList<>();
    private final List<Long> recoveries = new ArrayList<>();

    Trial(Scenario scenario, Path folder) throws IOException {
        this.scenario = scenario;
        this.site = Site.in(folder, scenario.victim().brokers());
    }

    Outcome run() throws IOException, InterruptedException {
        Brokers brokers = Brokers.start(site);
        Requests.send(site, scenario.requests());
        try (Results results = new Results(site)) {
            boolean together = scenario.victim() == Victim.TOGETHER;
            if (together) {
                brokers.leave();
            }
            Child generate = GenerateMain.start(
                    site, INSTANCE, scenario.pace(), together ? GenerateMain.WITH_BROKER : GenerateMain.ALONE);
            killAgainAndAgain(brokers, generate, results);
            results.awaitEnd(scenario.requests());
            generate.leave();
            if (!together) {
                brokers.leave();
            }
            return outcome(results);
        }
    }

    /** Where the time of the recoveries went; nothing if the process that tells it was not killed. */
    String figures() throws IOException {
        return scenario.victim().sparesGenerate()
                ? ""
                : new Marks(site.marks(INSTANCE)).breakdown(startedAt, recoveries);
    }

    private Outcome outcome(Results results) throws IOException {
        Calls calls = Calls.of(site);
        Map<String, Long> seenAt = results.seenAt();
        List<Outage> outages = outages();
        return new Outcome(
                scenario.victim().title(),
                scenario.requests(),
                killedAt.size(),
                scenario.requests() - results.distinct(),
                results.doubled() + results.wrong(),
                calls.repeated(),
                outages.stream()
                        .mapToInt(outage -> calls.openAt(outage, seenAt))
                        .sum(),
                calls.unexplained(outages, seenAt),
                scenario.victim() == Victim.BROKER_OF_THREE ? gaps(results) : recoveries);
    }

    /** Where others work on while one is away, the first new result says nothing: the longest time without one does. */
    private List<Long> gaps(Results results) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < killedAt.size(); i++) {
            long to = i + 1 < killedAt.size() ? killedAt.get(i + 1) : System.currentTimeMillis();
            gaps.add(results.longestGapMillis(killedAt.get(i), to));
        }
        return gaps;
    }

    private List<Outage> outages() {
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i < killedAt.size(); i++) {
            long from = killedAt.get(i);
            long recovered = startedAt.get(i) + (i < recoveries.size() ? recoveries.get(i) : Results.PATIENCE_MILLIS);
            outages.add(new Outage(from, scenario.victim().sparesGenerate() ? recovered : from));
        }
        return outages;
    }

    private void killAgainAndAgain(Brokers brokers, Child generate, Results results)
            throws IOException, InterruptedException {
        long bornAt = System.currentTimeMillis();
        int doneInOutages = 0;
        int doneBefore = 0;
        while (awaitNew(results, bornAt) && killedAt.size() < scenario.kills()) {
            Child victim = scenario.victim().sparesGenerate() ? brokers.next(chance) : generate;
            int done = results.distinct();
            doneInOutages += killedAt.isEmpty() ? 0 : done - doneBefore;
            double outageMean = killedAt.isEmpty() ? 0 : (double) doneInOutages / killedAt.size();
            Thread.sleep(chance.nextLong(scenario.workMillisMax(
                    scenario.requests() - done, scenario.kills() - killedAt.size(), outageMean)));
            if (results.distinct() == scenario.requests()) {
                return;
            }
            doneBefore = results.distinct();
            killedAt.add(System.currentTimeMillis());
            victim.kill();
            // Nothing that is still on its way from before the kill counts as the first of the new life.
            bornAt = System.currentTimeMillis();
            startedAt.add(bornAt);
            victim.startAgain();
        }
    }

    /** Waits for the first new result of a life, and notes how long it took; false if none comes any more. */
    private boolean awaitNew(Results results, long since) throws InterruptedException {
        long end = System.currentTimeMillis() + Results.PATIENCE_MILLIS;
        OptionalLong newAt = results.firstNewAfter(since);
        while (newAt.isEmpty() && results.distinct() < scenario.requests() && System.currentTimeMillis() < end) {
            Thread.sleep(10);
            newAt = results.firstNewAfter(since);
        }
        // The first start of all is no recovery.
        if (newAt.isPresent() && !startedAt.isEmpty()) {
            recoveries.add(newAt.getAsLong() - since);
        }
        return newAt.isPresent();
    }
}

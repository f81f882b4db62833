package caravan.cli.fire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** Lives through one scenario and counts. Its folder keeps the processes' logs. */
final class Trial {
    private static final String INSTANCE = "one";

    private final Scenario scenario;
    private final Site site;
    private final Random moments = new Random();
    private final List<Long> recoveries = new ArrayList<>();
    private int kills;

    Trial(Scenario scenario, Path folder) throws IOException {
        this.scenario = scenario;
        this.site = Site.in(folder);
    }

    Outcome run() throws IOException, InterruptedException {
        Child broker = Child.start(BrokerMain.class, site.log("broker"), site.broker(), site.port());
        Requests.send(site, scenario.requests());
        try (Results results = new Results(site)) {
            boolean together = scenario.victim() == Scenario.Victim.EVERYTHING;
            if (together) {
                broker.leave();
            }
            Child generate = GenerateMain.start(
                    site, INSTANCE, scenario.pace(), together ? GenerateMain.WITH_BROKER : GenerateMain.ALONE);
            Child victim = scenario.victim() == Scenario.Victim.BROKER ? broker : generate;
            killAgainAndAgain(victim, results);
            results.awaitEnd(scenario.requests());
            generate.leave();
            if (!together) {
                broker.leave();
            }
            int lost = scenario.requests() - results.distinct();
            return new Outcome(
                    scenario.victim().title(),
                    scenario.requests(),
                    kills,
                    lost,
                    results.doubled() + results.wrong(),
                    Calls.repeated(site),
                    recoveries);
        }
    }

    private void killAgainAndAgain(Child victim, Results results) throws IOException, InterruptedException {
        long startedAt = System.currentTimeMillis();
        while (kills < scenario.kills()) {
            OptionalLong newAt = awaitNew(results, startedAt);
            if (newAt.isEmpty()) {
                return;
            }
            noteRecovery(startedAt, newAt.getAsLong());
            Thread.sleep(moments.nextLong(scenario.workMillisMax()));
            if (results.distinct() == scenario.requests()) {
                return;
            }
            victim.kill();
            kills++;
            // Nothing that is still on its way from before the kill counts as the first of the new life.
            startedAt = System.currentTimeMillis();
            victim.startAgain();
        }
        OptionalLong newAt = awaitNew(results, startedAt);
        if (newAt.isPresent()) {
            noteRecovery(startedAt, newAt.getAsLong());
        }
    }

    /** The first start of all is no recovery. */
    private void noteRecovery(long startedAt, long newAt) {
        if (kills > recoveries.size()) {
            recoveries.add(newAt - startedAt);
        }
    }

    private OptionalLong awaitNew(Results results, long since) throws InterruptedException {
        long end = System.currentTimeMillis() + Results.PATIENCE_MILLIS;
        OptionalLong newAt = results.firstNewAfter(since);
        while (newAt.isEmpty() && results.distinct() < scenario.requests() && System.currentTimeMillis() < end) {
            Thread.sleep(10);
            newAt = results.firstNewAfter(since);
        }
        return newAt;
    }
}

package caravan.cli.fire;

import caravan.cli.audit.Account;
import caravan.cli.audit.Audit;
import caravan.cli.audit.AuditReport;
import caravan.cli.audit.AuditReport.Line;
import caravan.cli.host.LocalCluster;
import caravan.schemas.Topics;
import caravan.streams.generate.PlacesSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The process that hosts everything is killed again and again during one run, from its first prompt to its served
 * model; then its books are added up.
 */
final class Whole {
    private static final String INSTANCE = "whole";
    private static final String ALIGN = Topics.completions("align").name();
    private static final String INSTRUCT = Topics.completions("instruct").name();
    /** As fast as its model may be at best, so that the kills fall into the work. */
    private static final FakeModel.Pace PACE = new FakeModel.Pace(96, 600);

    private final Site site;
    private final Scenario scenario;
    private final int target;
    private final Random chance = new Random();
    private final List<Long> recoveries = new ArrayList<>();
    private String books = "";

    /** One that asks so many requests or a few more: about four of five are answers, of which examples are made. */
    Whole(Path folder, int requests, int kills) throws IOException {
        this.site = Site.in(folder);
        this.scenario = new Scenario(Scenario.Victim.TOGETHER, requests, kills, PACE);
        this.target = requests * 4 / 5;
    }

    Outcome run() throws IOException, InterruptedException {
        Child whole = WholeMain.start(site, INSTANCE, target);
        try (Keys keys = new Keys(site, Set.of(ALIGN, INSTRUCT))) {
            int kills = killAgainAndAgain(whole, keys);
            long end = System.currentTimeMillis() + Results.PATIENCE_MILLIS;
            while (whole.isAlive() && System.currentTimeMillis() < end) {
                Thread.sleep(100);
            }
            if (whole.isAlive()) {
                books = "  it was not done in time";
                whole.kill();
            }
            return outcome(kills, keys.doubled());
        }
    }

    private int killAgainAndAgain(Child whole, Keys keys) throws IOException, InterruptedException {
        int kills = 0;
        long bornAt = System.currentTimeMillis();
        while (awaitNew(whole, keys, bornAt, kills > 0) && kills < scenario.kills()) {
            int left = Math.max(0, scenario.requests() - keys.distinct(ALIGN) - keys.distinct(INSTRUCT));
            Thread.sleep(chance.nextLong(scenario.workMillisMax(left, scenario.kills() - kills, 0)));
            if (!whole.isAlive()) {
                return kills;
            }
            whole.kill();
            kills++;
            bornAt = System.currentTimeMillis();
            whole.startAgain();
        }
        return kills;
    }

    /** Waits for the first new result of a life; false if none comes any more. */
    private boolean awaitNew(Child whole, Keys keys, long since, boolean isRecovery) throws InterruptedException {
        long end = System.currentTimeMillis() + Results.PATIENCE_MILLIS;
        OptionalLong newAt = keys.firstNewAfter(since);
        while (newAt.isEmpty() && whole.isAlive() && System.currentTimeMillis() < end) {
            Thread.sleep(10);
            newAt = keys.firstNewAfter(since);
        }
        if (newAt.isPresent() && isRecovery) {
            recoveries.add(newAt.getAsLong() - since);
        }
        return newAt.isPresent();
    }

    private Outcome outcome(int kills, int doubledKeys) throws IOException {
        AuditReport report;
        try (LocalCluster local = LocalCluster.start(WholeMain.config(site, target))) {
            report = new Audit(local.cluster()).run();
        }
        books += report.lines().stream().map(Line::equation).collect(Collectors.joining("\n  ", "  ", ""));
        int repeated = Calls.of(site).repeated();
        long surplus = report.lines().stream()
                .filter(line -> !line.isBalanced())
                .mapToLong(line -> line.surplus() + line.duplicates())
                .sum();
        return new Outcome(
                "kill the process that hosts all",
                requests(report),
                kills,
                Math.toIntExact(report.lines().stream().mapToLong(Line::lost).sum()),
                doubledKeys + Math.toIntExact(surplus),
                repeated,
                Outcome.UNKNOWN,
                Math.max(0, repeated - kills * PlacesSettings.DEFAULTS.inFlightMax()),
                recoveries);
    }

    private static int requests(AuditReport report) {
        return Math.toIntExact(report.lines().stream()
                .filter(line -> line.account() == Account.INSTRUCT_REQUESTS || line.account() == Account.ALIGN_REQUESTS)
                .mapToLong(Line::in)
                .sum());
    }

    /** Its books, an account a line. */
    String figures() {
        return books;
    }
}

package caravan.cli.fire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The operator beside other ways to call the same fake engine: the same requests on a topic of 32 partitions, worked
 * off once with kills and timed between them. {@code --millis N} is the time of a batch of 32, {@code --only WAY,WAY}
 * picks some.
 */
@Command(name = "infra/fire/peers", mixinStandardHelpOptions = true)
final class Peers implements Callable<Integer> {
    private static final int REQUESTS = 2_000;
    private static final int KILLS = 3;
    private static final int BATCH = 32;
    private static final String INSTANCE = "one";
    /** Without the rest by then a way has come to a standstill. */
    private static final long STANDSTILL_MILLIS = 60_000;

    @Option(names = "--millis", description = "Time of a batch; ${DEFAULT-VALUE}.")
    private long millis = 200;

    @Option(names = "--only", split = ",", description = "Some of ${COMPLETION-CANDIDATES}.")
    private List<PeerMain.Way> ways = List.of(PeerMain.Way.values());

    private Peers() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime()
                .halt(new CommandLine(new Peers())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("peers");
        System.out.printf(
                "%-22s %8s %9s %9s %7s %5s %5s %7s %8s %17s%n",
                "way",
                "s_a_batch",
                "results/s",
                "limit/s",
                "share",
                "kills",
                "lost",
                "doubled",
                "repeated",
                "recovery_median_s");
        for (PeerMain.Way way : ways) {
            MachineLoad load = MachineLoad.begin();
            String row = row(way, new FakeModel.Pace(BATCH, millis), folder.resolve(way.name()));
            System.out.println(row + "  " + load.end());
        }
        return 0;
    }

    private static String row(PeerMain.Way way, FakeModel.Pace pace, Path folder)
            throws IOException, InterruptedException {
        Site site = Site.in(folder);
        Brokers brokers = Brokers.start(site);
        Requests.send(site, REQUESTS, Requests.PARTITIONS_OF_PEERS);
        try (Results results = new Results(site)) {
            Child child = PeerMain.start(site, INSTANCE, pace, way);
            List<Long> recoveries = new ArrayList<>();
            double rate = measuredRate(results, pace);
            for (int kill = 0; kill < KILLS && results.distinct() < REQUESTS; kill++) {
                child.kill();
                long bornAt = System.currentTimeMillis();
                child.startAgain();
                long newAt = results.awaitNew(bornAt, STANDSTILL_MILLIS).orElse(-1);
                if (newAt >= 0) {
                    recoveries.add(newAt - bornAt);
                }
            }
            results.awaitEnd(REQUESTS, STANDSTILL_MILLIS);
            child.kill();
            brokers.leave();
            double limit = pace.callsPerSecond();
            return String.format(
                    Locale.ROOT,
                    "%-22s %8.2f %9.1f %9.1f %6.0f%% %5d %5d %7d %8d %17s",
                    way.title(),
                    pace.millis() / 1_000.0,
                    rate,
                    limit,
                    100 * rate / limit,
                    KILLS,
                    REQUESTS - results.distinct(),
                    results.doubled() + results.wrong(),
                    Calls.of(site).repeated(),
                    Outcome.seconds(Outcome.quantile(recoveries, 0.5)));
        }
    }

    /**
     * Results a second over 25 batches' worth, after 20 in which everything starts and warms up; or over as many as
     * come before it is taken for a standstill.
     */
    private static double measuredRate(Results results, FakeModel.Pace pace) throws InterruptedException {
        long end = System.currentTimeMillis() + STANDSTILL_MILLIS;
        int wanted = 45 * pace.batch();
        while (results.distinct() < wanted && System.currentTimeMillis() < end) {
            Thread.sleep(20);
        }
        Map<String, Long> seen = results.seenAt();
        List<Long> times = new ArrayList<>(seen.values());
        int first = 20 * pace.batch() - 1;
        int last = Math.min(times.size(), wanted) - 1;
        if (last <= first || times.get(last).equals(times.get(first))) {
            return 0;
        }
        return (last - first) * 1_000.0 / (times.get(last) - times.get(first));
    }
}

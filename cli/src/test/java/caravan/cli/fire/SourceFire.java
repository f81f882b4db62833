package caravan.cli.fire;

import caravan.schemas.Prompt;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Kills the processes that read a file, and counts each line in {@code prompts}: {@code [LINES]}, 1,000,000 without
 * one. How: of two processes one is elected; at random moments, mostly soon after it has committed something, one of
 * the two is ended with SIGKILL and started again, until the file is read. Exit code 1 if a line is missing or there
 * twice, or a prompt has another's id.
 */
final class SourceFire {
    private static final String NAME = "million";
    private static final int LIFE_MILLIS_MAX = 1_500;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(15);

    private SourceFire() {}

    /** What was found. */
    record Found(int lines, int kills, long missing, long twice, long sameIds, double seconds) {
        boolean isSound() {
            return missing == 0 && twice == 0 && sameIds == 0;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "sources: lines=%d kills=%d lost=%d doubled=%d same_ids=%d seconds=%.1f",
                    lines,
                    kills,
                    missing,
                    twice,
                    sameIds,
                    seconds);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int lines = arguments.length == 0 ? 1_000_000 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("fire-sources");
        Found found = run(folder, lines);
        if (!found.isSound()) {
            System.err.println("what the processes wrote is kept in " + folder);
        }
        System.out.println(found);
        Runtime.getRuntime().halt(found.isSound() ? 0 : 1);
    }

    static Found run(Path folder, int lines) throws Exception {
        Site site = Site.in(folder);
        Child broker = Child.start(BrokerMain.class, site.log("broker"), site.broker(), site.brokers());
        try {
            SourceSite.createTopics(site);
            SourceSite.declare(site, NAME, SourceSite.writeLines(folder.resolve("lines.jsonl"), lines));
            long started = System.nanoTime();
            int kills = killUntilRead(site);
            double seconds = (System.nanoTime() - started) / 1e9;
            return count(site, lines, kills, seconds);
        } finally {
            broker.kill();
        }
    }

    private static int killUntilRead(Site site) throws Exception {
        Random moments = new Random();
        long end = System.nanoTime() + LIMIT_NANOS;
        int kills = 0;
        List<Child> processes = new ArrayList<>();
        try (StatusWatch watch = StatusWatch.fromNow(site, NAME)) {
            processes.add(SourceMain.start(site, "first"));
            processes.add(SourceMain.start(site, "second"));
            SourceStatus seen = watch.until(status -> true, end);
            while (!isEnded(seen)) {
                long before = seen.getKept();
                if (moments.nextInt(4) > 0) {
                    // Mostly in the middle of its work, and else also while it starts.
                    seen = watch.until(status -> status.getKept() > before || isEnded(status), end);
                }
                Thread.sleep(moments.nextInt(LIFE_MILLIS_MAX));
                for (Optional<SourceStatus> more = watch.next(LOOK); more.isPresent(); more = watch.next(LOOK)) {
                    seen = more.get();
                }
                if (!isEnded(seen)) {
                    // Mostly the one that is at work, or else the other would have it for good.
                    int victim = moments.nextInt(4) == 0 || seen.getInstance().equals("first") ? 0 : 1;
                    processes.get(victim).kill();
                    processes.get(victim).startAgain();
                    kills++;
                }
            }
        } finally {
            for (Child process : processes) {
                process.kill();
            }
        }
        return kills;
    }

    private static boolean isEnded(SourceStatus status) {
        return status.getState().equals("ended");
    }

    private static Found count(Site site, int lines, int kills, double seconds) {
        byte[] seen = new byte[lines + 1];
        long[] same = {0};
        Set<String> ids = new HashSet<>(lines * 2);
        Deserializer<Prompt> prompts = Site.serdes().values(Topics.PROMPTS).deserializer();
        SourceSite.read(site, Topics.PROMPTS.name(), record -> {
            Prompt prompt = prompts.deserialize(record.topic(), record.value());
            ids.add(prompt.getId());
            if (prompt.getInput().isEmpty()) {
                same[0]++;
            } else {
                seen[Integer.parseInt(prompt.getInput())]++;
            }
        });
        long wantedSame = lines / 10;
        long missing = Math.max(0, wantedSame - same[0]);
        long twice = Math.max(0, same[0] - wantedSame);
        long records = same[0];
        for (int line = 1; line <= lines; line++) {
            if (line % 10 != 0) {
                missing += seen[line] == 0 ? 1 : 0;
                twice += Math.max(0, seen[line] - 1);
                records += seen[line];
            }
        }
        return new Found(lines, kills, missing, twice, records - ids.size(), seconds);
    }
}

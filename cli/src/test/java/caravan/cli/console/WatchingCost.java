package caravan.cli.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures what the console's threads of another process run while a browser looks at it; see infra/bench/console. By
 * what Linux says of each thread, not by what the console says of itself.
 */
final class WatchingCost {
    private static final List<String> PAGES = List.of("path", "throughput", "data", "training", "compare", "sources");
    private static final int PAGE_SECONDS = 20;
    private static final String READER = "run-follower";
    private static final String REST = "(the rest of the process)";

    private final Path tasks;
    private final Map<String, Long> nanosByTask = new HashMap<>();
    private final Map<String, Long> nanosByGroup = new TreeMap<>();

    private WatchingCost(String process) {
        tasks = Path.of("/proc", process, "task");
    }

    /** Arguments: the console's address, the process that serves it, seconds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        WatchingCost cost = new WatchingCost(args[1]);
        int seconds = Integer.parseInt(args[2]);
        try (Browser browser = Browser.start()) {
            browser.open(args[0]);
            browser.wait(".dot.live");
            cost.look();
            cost.nanosByGroup.clear();
            long startNanos = System.nanoTime();
            for (int second = 0; second < seconds; second++) {
                if (second % PAGE_SECONDS == 0) {
                    browser.open(args[0] + "#/" + PAGES.get(second / PAGE_SECONDS % PAGES.size()));
                }
                TimeUnit.SECONDS.sleep(1);
                cost.look();
            }
            cost.print((System.nanoTime() - startNanos) / 1e9);
        }
    }

    /** Adds what each thread has run since the last look; one that came and went in between is missed. */
    private void look() throws IOException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                try {
                    String name = Files.readString(thread.resolve("comm")).strip();
                    long nanos = nanos(thread);
                    long before = nanosByTask.getOrDefault(thread.toString(), 0L);
                    nanosByTask.put(thread.toString(), nanos);
                    nanosByGroup.merge(group(name), nanos - before, Long::sum);
                } catch (IOException e) {
                    // It has ended since the folder was listed.
                    nanosByTask.remove(thread.toString());
                }
            }
        }
    }

    /** Nanoseconds on a processor: the first number of the thread's {@code schedstat}. */
    private static long nanos(Path thread) throws IOException {
        return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
    }

    private static String group(String name) {
        if (name.equals(READER)) {
            return READER;
        }
        // Numbers at the end tell threads of a pool apart; Linux keeps 15 characters of a name.
        return name.startsWith(OwnCost.PREFIX) ? name.replaceAll("[-0-9]+$", "") : REST;
    }

    private void print(double seconds) {
        int cores = Runtime.getRuntime().availableProcessors();
        nanosByGroup.forEach((group, nanos) -> System.out.printf(
                Locale.ROOT, "%-28s %8.3f s  %6.2f %% of a core%n", group, nanos / 1e9, nanos / 1e7 / seconds));
        double share = nanosByGroup.entrySet().stream()
                        .filter(group -> !group.getKey().equals(REST))
                        .mapToLong(Map.Entry::getValue)
                        .sum()
                / 1e7
                / seconds;
        System.out.printf(
                Locale.ROOT,
                "console: cpu_share=%.2f%% of_one_core=%.2f%% cores=%d seconds=%.0f%n",
                share / cores,
                share,
                cores,
                seconds);
    }
}

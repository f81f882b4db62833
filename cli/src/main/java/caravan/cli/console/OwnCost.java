package caravan.cli.console;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of one core the console's own threads take: those whose names begin with {@value #PREFIX}, and the one that
 * reads the topics. Not thread-safe.
 */
final class OwnCost {
    static final String PREFIX = "console";
    private static final String READER = "run-follower";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> nanosByThread = new HashMap<>();
    private long lastNanos = System.nanoTime();
    private double share;

    /** Looks at most every ten seconds; the share of one core between the last two looks, in [0, threads]. */
    double share() {
        long now = System.nanoTime();
        long passed = now - lastNanos;
        if (passed >= 10_000_000_000L) {
            share = (double) spent() / passed;
            lastNanos = now;
        }
        return share;
    }

    private long spent() {
        long spent = 0;
        Map<Long, Long> current = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && isOurs(thread.getThreadName())) {
                long nanos = Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
                current.put(thread.getThreadId(), nanos);
                spent += nanos - nanosByThread.getOrDefault(thread.getThreadId(), 0L);
            }
        }
        nanosByThread.clear();
        nanosByThread.putAll(current);
        return spent;
    }

    private static boolean isOurs(String name) {
        return name.startsWith(PREFIX) || name.equals(READER);
    }
}

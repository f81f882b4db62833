package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How a generating process fares, written down by itself from time to time.
 *
 * @param atMillis when
 * @param longestTurnMillis see {@link Probe}; since the process started
 * @param rebalances of its group that it took part in
 * @param abortNanos time spent on aborts of transactions; 0 if there was none
 * @param heapBytes in use after the latest collection
 * @param residentBytes of the whole process
 * @param batchNanosMean how long a batch of its engine took on average
 */
record Vitals(
        long atMillis,
        long longestTurnMillis,
        long rebalances,
        long abortNanos,
        long heapBytes,
        long residentBytes,
        long batchNanosMean) {
    private static final long KIBIBYTE = 1_024;

    /** What is looked at. */
    record Watched(KafkaStreams streams, FakeModel model, AtomicLong longestTurnNanos) {}

    /** Begins to write, on a thread of its own. */
    static void write(Watched watched, Path file, long everyMillis) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            Thread.sleep(everyMillis);
                            append(file, now(watched));
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "vitals");
        thread.setDaemon(true);
        thread.start();
    }

    /** All that a process has written so far, oldest first. */
    static List<Vitals> read(Path file) throws IOException {
        List<Vitals> all = new ArrayList<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.<String>of()) {
            long[] parts = Stream.of(line.split(" ")).mapToLong(Long::parseLong).toArray();
            all.add(new Vitals(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]));
        }
        return all;
    }

    /** The latest that a process has written. */
    static Optional<Vitals> latest(Path file) throws IOException {
        return read(file).stream().reduce((older, newer) -> newer);
    }

    private static Vitals now(Watched watched) throws IOException {
        return new Vitals(
                System.currentTimeMillis(),
                Probe.millis(watched.longestTurnNanos),
                metric(watched.streams, "rebalance-total"),
                metric(watched.streams, "txn-abort-time-ns-total"),
                heapBytesAfterCollection(),
                residentBytesNow(),
                watched.model.batchNanosMean());
    }

    private static long metric(KafkaStreams streams, String name) {
        return (long) streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .sum();
    }

    /** None is made for this: it would hold up the stream thread, whose turns are measured. */
    private static long heapBytesAfterCollection() {
        return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .map(GarbageCollectorMXBean::getLastGcInfo)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(latest -> latest.getMemoryUsageAfterGc().values().stream()
                        .mapToLong(MemoryUsage::getUsed)
                        .sum())
                .orElse(0L);
    }

    /** As Linux tells it; 0 elsewhere. */
    private static long residentBytesNow() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status, UTF_8).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                .sum();
    }

    private static void append(Path file, Vitals vitals) throws IOException {
        String line = String.join(
                " ",
                Long.toString(vitals.atMillis),
                Long.toString(vitals.longestTurnMillis),
                Long.toString(vitals.rebalances),
                Long.toString(vitals.abortNanos),
                Long.toString(vitals.heapBytes),
                Long.toString(vitals.residentBytes),
                Long.toString(vitals.batchNanosMean));
        Files.writeString(file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

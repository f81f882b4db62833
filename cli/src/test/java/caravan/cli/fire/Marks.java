package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * When the lives of one process reached which point, a line for each, so that a recovery can be taken apart. Written by
 * the process, read by the trial.
 */
final class Marks {
    /** The points of a life, in their order. */
    enum Point {
        /** The process exists. */
        BORN,
        /** The JVM runs our code. */
        MAIN,
        /** Kafka Streams begins to start. */
        STARTING,
        /** Its tasks are assigned. */
        ASSIGNED,
        /** The stores are restored. */
        RUNNING,
        /** The engine has its first call. */
        ASKED,
        /** The engine has answered first. */
        ANSWERED
    }

    private final Path file;

    Marks(Path file) {
        this.file = file;
    }

    /** Begins a life, from inside it. */
    static Marks begin(Path file) {
        Marks marks = new Marks(file);
        marks.write(Point.BORN, ManagementFactory.getRuntimeMXBean().getStartTime());
        marks.reach(Point.MAIN);
        return marks;
    }

    void reach(Point point) {
        write(point, System.currentTimeMillis());
    }

    private synchronized void write(Point point, long millis) {
        try {
            Files.writeString(
                    file, millis + " " + point + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where the time went, as medians over all lives but the first: from the parent's command to start to each point,
     * and last to the first new result.
     *
     * @param startedAt when the parent began each of the later lives
     * @param recoveries how long each took to its first new result
     */
    String breakdown(List<Long> startedAt, List<Long> recoveries) throws IOException {
        Map<Point, List<Long>> sinceStart = new EnumMap<>(Point.class);
        for (int life = 0; life < startedAt.size(); life++) {
            long from = startedAt.get(life);
            long to = life + 1 < startedAt.size() ? startedAt.get(life + 1) : Long.MAX_VALUE;
            firstsBetween(from, to)
                    .forEach((point, at) -> sinceStart
                            .computeIfAbsent(point, unused -> new ArrayList<>())
                            .add(at - from));
        }
        StringBuilder line = new StringBuilder("  s since the start:");
        sinceStart.forEach((point, times) -> line.append(' ')
                .append(point.name().toLowerCase(Locale.ROOT))
                .append(' ')
                .append(Outcome.seconds(Outcome.quantile(times, 0.5)))
                .append(','));
        return line.append(" first new result ")
                .append(Outcome.seconds(Outcome.quantile(recoveries, 0.5)))
                .toString();
    }

    /** The first time of each point in a life. A process is born a little before its parent says so, by its clock. */
    private Map<Point, Long> firstsBetween(long from, long to) throws IOException {
        Map<Point, Long> firsts = new EnumMap<>(Point.class);
        for (String line : Files.readAllLines(file, UTF_8)) {
            int space = line.indexOf(' ');
            long at = Long.parseLong(line.substring(0, space));
            if (at >= from - 50 && at < to - 50) {
                firsts.putIfAbsent(Point.valueOf(line.substring(space + 1)), at);
            }
        }
        return firsts;
    }
}

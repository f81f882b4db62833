package caravan.cli.view;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast a count grows, over the last minutes. Not thread-safe. */
public final class Speed {
    private final Duration window;
    private final Deque<Reading> readings = new ArrayDeque<>();

    private record Reading(long nanos, double count) {}

    /** An empty one that looks back so far. */
    public Speed(Duration window) {
        this.window = window;
    }

    /** Takes a reading. */
    public void read(long nanos, double count) {
        readings.addLast(new Reading(nanos, count));
        while (readings.size() > 2 && nanos - readings.getFirst().nanos() > window.toNanos()) {
            readings.removeFirst();
        }
    }

    /** Growth a second. */
    public double perSecond() {
        if (readings.size() < 2) {
            return 0;
        }
        Reading first = readings.getFirst();
        Reading last = readings.getLast();
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        return seconds <= 0 ? 0 : (last.count() - first.count()) / seconds;
    }

    /** How long so many more will take; unknown while nothing grows. */
    public Optional<Duration> timeFor(double more) {
        double speed = perSecond();
        return speed <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.round(more / speed)));
    }
}

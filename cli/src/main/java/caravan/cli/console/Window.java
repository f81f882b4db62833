package caravan.cli.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Growth of counters over the last looks. Not thread-safe. */
final class Window {
    /** Sixteen seconds: short enough to be now, long enough to be steady. */
    private static final int LOOKS = 8;

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, Map<String, Double> counts) {}

    void add(long nanos, Map<String, Double> counts) {
        looks.addLast(new Look(nanos, new HashMap<>(counts)));
        if (looks.size() > LOOKS) {
            looks.removeFirst();
        }
    }

    /** Forgets: what grew so far did not grow now. */
    void clear() {
        looks.clear();
    }

    /** By how much a counter grew; not a number before the second look, and when it fell, as after a restart. */
    double growth(String name) {
        if (looks.size() < 2) {
            return Double.NaN;
        }
        double first = looks.getFirst().counts().getOrDefault(name, 0.0);
        double growth = looks.getLast().counts().getOrDefault(name, 0.0) - first;
        return growth < 0 ? Double.NaN : growth;
    }

    double perSecond(String name) {
        double seconds = looks.size() < 2
                ? 0
                : (looks.getLast().nanos() - looks.getFirst().nanos()) / 1e9;
        return seconds <= 0 ? Double.NaN : growth(name) / seconds;
    }

    /** Growth of one counter by growth of another: a mean. Not a number if the other did not grow. */
    double ratio(String of, String by) {
        double divisor = growth(by);
        return divisor > 0 ? growth(of) / divisor : Double.NaN;
    }
}

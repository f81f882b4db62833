package caravan.cli.fire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of a scenario.
 *
 * @param scenario its name
 * @param requests how many were sent
 * @param kills how many processes were killed
 * @param lost requests without a result
 * @param doubled results beyond the first of a request, and results that belong to no request or to another
 * @param repeated calls that the engine was asked to make again
 * @param recoveryMillis from each start after a kill to the first new result
 */
record Outcome(
        String scenario, int requests, int kills, int lost, int doubled, int repeated, List<Long> recoveryMillis) {
    static final String HEADER = String.format(
            "%-34s %8s %5s %5s %7s %8s %17s %14s",
            "scenario", "requests", "kills", "lost", "doubled", "repeated", "recovery_median_s", "recovery_max_s");

    String row() {
        return String.format(
                Locale.ROOT,
                "%-34s %8d %5d %5d %7d %8d %17s %14s",
                scenario,
                requests,
                kills,
                lost,
                doubled,
                repeated,
                seconds(quantile(recoveryMillis, 0.5)),
                seconds(quantile(recoveryMillis, 1)));
    }

    /** All of them in one line; the recovery is that of the first, the generate process alone. */
    static String sum(List<Outcome> outcomes) {
        int lost = outcomes.stream().mapToInt(Outcome::lost).sum();
        int doubled = outcomes.stream().mapToInt(Outcome::doubled).sum();
        int repeated = outcomes.stream().mapToInt(Outcome::repeated).sum();
        String recovery = seconds(quantile(outcomes.get(0).recoveryMillis(), 0.5));
        return "fire: lost=" + lost + " doubled=" + doubled + " repeated=" + repeated + " recovery_median_s="
                + recovery;
    }

    /** The value below which this part of the values lies, the upper of two in the middle; -1 of none. */
    static long quantile(List<Long> values, double part) {
        if (values.isEmpty()) {
            return -1;
        }
        List<Long> sorted = new ArrayList<>(values);
        sorted.sort(null);
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
    }

    /** Seconds with one digit; a line for a negative time, which was not measured. */
    static String seconds(long millis) {
        return millis < 0 ? "-" : String.format(Locale.ROOT, "%.1f", millis / 1_000.0);
    }
}

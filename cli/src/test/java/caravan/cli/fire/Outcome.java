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
 * @param lost requests without a result; unknown where not all were worked off
 * @param doubled results beyond the first of a request, and results that belong to no request or to another
 * @param repeated calls that the engine began again
 * @param open calls that were submitted and not committed at the kills, in all: as many may be repeated
 * @param unexplained repeated calls that were not among them
 * @param recoveryMillis from each start after a kill to the first new result; for one broker of several, the longest
 *     time without a result after each kill
 */
record Outcome(
        String scenario,
        int requests,
        int kills,
        int lost,
        int doubled,
        int repeated,
        int open,
        int unexplained,
        List<Long> recoveryMillis) {
    /** Not counted, and not shown. */
    static final int UNKNOWN = -1;

    static final String HEADER = String.format(
            "%-34s %8s %5s %5s %7s %8s %7s %11s %17s %14s",
            "scenario",
            "requests",
            "kills",
            "lost",
            "doubled",
            "repeated",
            "open",
            "unexplained",
            "recovery_median_s",
            "recovery_max_s");

    /** Nothing lost, nothing doubled, and no call repeated that was done. */
    boolean isSound() {
        return lost <= 0 && doubled == 0 && unexplained == 0;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-34s %8d %5d %5s %7d %8d %7s %11d %17s %14s",
                scenario,
                requests,
                kills,
                count(lost),
                doubled,
                repeated,
                count(open),
                unexplained,
                seconds(quantile(recoveryMillis, 0.5)),
                seconds(quantile(recoveryMillis, 1)));
    }

    private static String count(int value) {
        return value == UNKNOWN ? "-" : Integer.toString(value);
    }

    /** All of them in one line; the recovery is that of the first, the generate process alone. */
    static String sum(List<Outcome> outcomes) {
        int lost = outcomes.stream()
                .mapToInt(outcome -> Math.max(0, outcome.lost()))
                .sum();
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

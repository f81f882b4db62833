package caravan.cli.eval;

import caravan.trainer.evaluation.Interval;
import caravan.trainer.evaluation.Scored;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints evaluations for a terminal, in points of a hundred. */
public final class EvaluationTable {
    private EvaluationTable() {}

    /** Prints the models' results on one suite; the first is what the others are compared with. */
    public static void print(PrintWriter out, List<Scored> models) {
        Scored first = models.get(0);
        int width =
                models.stream().mapToInt(each -> each.model().length()).max().orElse(0);
        int behaviours = first.byBehaviour().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        String row = "%-" + Math.max(9, behaviours) + "s  %-" + Math.max(5, width) + "s  %6s  %6s  %-14s  %s%n";
        out.printf("%s: %d items%n", first.suite().name(), first.items().size());
        out.printf(row, "behaviour", "model", "items", "score", "95%", models.size() > 1 ? "against the first" : "");
        for (String behaviour : first.byBehaviour().keySet()) {
            for (Scored each : models) {
                Interval score = each.byBehaviour().get(behaviour);
                if (score == null) {
                    continue;
                }
                Comparison against = Comparison.of(each, first).get(behaviour);
                out.printf(
                        row,
                        behaviour,
                        each.model(),
                        score.items(),
                        points(score.mean()),
                        points(score.low()) + " to " + points(score.high()),
                        against == null || each.equals(first) ? "" : told(against));
            }
        }
        models.forEach(each -> out.printf(Locale.ROOT, "%s took %.1f s%n", each.model(), each.seconds()));
        out.println();
        out.flush();
    }

    private static String told(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "%+.1f (%+.1f to %+.1f)",
                100 * comparison.difference(),
                100 * comparison.low(),
                100 * comparison.high());
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }
}

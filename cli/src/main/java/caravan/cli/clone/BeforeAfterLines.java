package caravan.cli.clone;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What verbose cloning changed, in a few lines for people. */
public final class BeforeAfterLines {
    private BeforeAfterLines() {}

    /** A heading, and a line for each prompt and for the loss, as far as they were measured. */
    public static List<String> of(Map<String, Double> figures) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Verbose cloning, before and after, on %.0f instructions held out:",
                        figures.getOrDefault("verbose.questions", 0.0)),
                "  words an answer, plain prompt     " + pair(figures, "verbose.words.plain", "%.1f"),
                "  words an answer, verbose prompt   " + pair(figures, "verbose.words.verbose", "%.1f"),
                "  kept by the filter, plain prompt  " + pair(figures, "verbose.kept.plain", "%.2f"),
                "  kept by the filter, verbose       " + pair(figures, "verbose.kept.verbose", "%.2f"),
                "  loss on principled answers        " + pair(figures, "verbose.loss", "%.4f"));
    }

    private static String pair(Map<String, Double> figures, String name, String format) {
        return figure(figures, name + ".before", format) + " -> " + figure(figures, name + ".after", format);
    }

    private static String figure(Map<String, Double> figures, String name, String format) {
        Double value = figures.get(name);
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}

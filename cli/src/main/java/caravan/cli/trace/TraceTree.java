package caravan.cli.trace;

import caravan.cli.host.Cluster;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Draws a record's way as a tree of lines of text. */
public final class TraceTree {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private TraceTree() {}

    /**
     * The lines of the tree; empty if no record has such an id.
     *
     * @param id an id, or its beginning
     * @param withTexts whether each record's whole text follows its line
     */
    public static List<String> of(Cluster cluster, String id, boolean withTexts) {
        List<String> lines = new ArrayList<>();
        for (Told told : Telling.of(cluster, id)) {
            String indent = "   ".repeat(told.depth());
            lines.add(indent + line(told));
            if (withTexts) {
                told.text().lines().forEach(text -> lines.add(indent + "   | " + text));
            }
        }
        return lines;
    }

    private static String line(Told told) {
        String branch = told.depth() == 0 ? "" : "└─ ";
        return switch (told.kind()) {
            case "note" -> told.summary();
            case "more" -> branch + told.summary();
            case "shows" -> "shows " + told.summary() + "  " + told.id();
            default -> {
                String time = told.at() == 0 ? "" : TIME.format(Instant.ofEpochMilli(told.at()));
                String after = told.afterMillis() < 0 ? "" : " (+" + told.afterMillis() + " ms)";
                yield branch + told.kind() + " " + told.id() + (told.isTarget() ? "  ◀" : "") + "  " + time + after
                        + "  " + told.summary();
            }
        };
    }
}

package caravan.cli.trace;

import caravan.cli.host.Cluster;
import caravan.cli.trace.Stop.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a record's way as a tree: what it goes back to above it, what became of it below. */
public final class TraceTree {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    /** A seed is shown by every fifth draw or so: a few of them tell the story. */
    private static final int DRAWS_MAX = 3;

    private final Ways ways;
    private final boolean withTexts;
    private final List<String> lines = new ArrayList<>();

    private TraceTree(Ways ways, boolean withTexts) {
        this.ways = ways;
        this.withTexts = withTexts;
    }

    /**
     * The lines of the tree; empty if no record has such an id.
     *
     * @param id an id, or its beginning
     * @param withTexts whether each record's whole text follows its line
     */
    public static List<String> of(Cluster cluster, String id, boolean withTexts) {
        return new TraceTree(Ways.read(cluster), withTexts).of(id);
    }

    private List<String> of(String id) {
        List<Stop> found = ways.find(id);
        if (!found.isEmpty()) {
            Stop target = found.get(0);
            String sameId = target.ref().id();
            long others = found.stream()
                    .filter(stop -> !stop.ref().id().equals(sameId))
                    .count();
            if (others > 0) {
                lines.add(others + " more records have an id that begins with " + id + "; the first is shown");
            }
            draw(target);
        }
        return lines;
    }

    private void draw(Stop target) {
        List<Stop> way = new ArrayList<>();
        Stop root = target;
        way.add(root);
        // A draw goes back to several exemplars; they are listed beside it, and the way begins with it.
        while (root.ref().kind() != Kind.DRAW && !ways.parents(root).isEmpty()) {
            root = ways.parents(root).get(0);
            way.add(0, root);
        }
        String indent = "";
        Stop before = root;
        for (Stop stop : way) {
            line(indent, stop, before.at(), stop.equals(target) && way.size() > 1);
            exemplars(indent + "   ", stop);
            indent += "   ";
            before = stop;
        }
        below(indent, target);
    }

    private void exemplars(String indent, Stop stop) {
        if (stop.ref().kind() == Kind.DRAW) {
            ways.parents(stop)
                    .forEach(shown -> lines.add(indent + "shows " + shown.summary() + "  "
                            + shown.ref().id()));
        }
    }

    private void below(String indent, Stop stop) {
        int draws = 0;
        for (Stop child : ways.children(stop)) {
            if (child.ref().kind() == Kind.DRAW && ++draws > DRAWS_MAX) {
                continue;
            }
            line(indent, child, stop.at(), false);
            // What a dataset became concerns all its examples; what a later draw became is that draw's own story.
            if (child.ref().kind() != Kind.DRAW) {
                below(indent + "   ", child);
            }
        }
        if (draws > DRAWS_MAX) {
            lines.add(indent + "└─ and " + (draws - DRAWS_MAX) + " more draws that show it");
        }
    }

    private void line(String indent, Stop stop, long before, boolean isTarget) {
        String kind = stop.ref().kind().name().toLowerCase(Locale.ROOT);
        String time = stop.at() == 0 ? "" : TIME.format(Instant.ofEpochMilli(stop.at()));
        String after = before == 0 || indent.isEmpty() ? "" : " (+" + (stop.at() - before) + " ms)";
        lines.add(indent + (indent.isEmpty() ? "" : "└─ ") + kind + " "
                + stop.ref().id() + (isTarget ? "  ◀" : "") + "  " + time + after + "  " + stop.summary());
        if (withTexts && !stop.text().isEmpty()) {
            stop.text().lines().forEach(text -> lines.add(indent + "   | " + text));
        }
    }
}

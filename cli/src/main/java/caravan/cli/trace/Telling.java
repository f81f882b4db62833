package caravan.cli.trace;

import caravan.cli.host.Cluster;
import caravan.cli.trace.Stop.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells a record's way as a tree: what it goes back to above it, what became of it below. */
public final class Telling {
    /** A seed is shown by every fifth draw or so: a few of them tell the story. */
    private static final int DRAWS_MAX = 3;

    private final Ways ways;
    private final List<Told> told = new ArrayList<>();

    private Telling(Ways ways) {
        this.ways = ways;
    }

    /**
     * The tree, in the order of telling; empty if no record has such an id.
     *
     * @param id an id, or its beginning
     */
    public static List<Told> of(Cluster cluster, String id) {
        Telling telling = new Telling(Ways.read(cluster));
        telling.tell(id);
        return telling.told;
    }

    private void tell(String id) {
        List<Stop> found = ways.find(id);
        if (found.isEmpty()) {
            return;
        }
        Stop target = found.get(0);
        String sameId = target.ref().id();
        long others =
                found.stream().filter(stop -> !stop.ref().id().equals(sameId)).count();
        if (others > 0) {
            told.add(Told.note(
                    0, "note", others + " more records have an id that begins with " + id + "; the first is shown"));
        }
        List<Stop> way = new ArrayList<>();
        Stop root = target;
        way.add(root);
        // A draw goes back to several exemplars; they are listed beside it, and the way begins with it.
        while (root.ref().kind() != Kind.DRAW && !ways.parents(root).isEmpty()) {
            root = ways.parents(root).get(0);
            way.add(0, root);
        }
        int depth = 0;
        Stop before = root;
        for (Stop stop : way) {
            add(depth, stop, before.at(), stop.equals(target) && way.size() > 1);
            exemplars(depth + 1, stop);
            depth++;
            before = stop;
        }
        below(depth, target);
    }

    private void exemplars(int depth, Stop stop) {
        if (stop.ref().kind() == Kind.DRAW) {
            ways.parents(stop)
                    .forEach(shown ->
                            told.add(new Told(depth, "shows", shown.ref().id(), 0, -1, shown.summary(), "", false)));
        }
    }

    private void below(int depth, Stop stop) {
        int draws = 0;
        for (Stop child : ways.children(stop)) {
            if (child.ref().kind() == Kind.DRAW && ++draws > DRAWS_MAX) {
                continue;
            }
            add(depth, child, stop.at(), false);
            // What a dataset became concerns all its examples; what a later draw became is that draw's own story.
            if (child.ref().kind() != Kind.DRAW) {
                below(depth + 1, child);
            }
        }
        if (draws > DRAWS_MAX) {
            told.add(Told.note(depth, "more", "and " + (draws - DRAWS_MAX) + " more draws that show it"));
        }
    }

    private void add(int depth, Stop stop, long before, boolean isTarget) {
        told.add(new Told(
                depth,
                stop.ref().kind().name().toLowerCase(Locale.ROOT),
                stop.ref().id(),
                stop.at(),
                before == 0 || depth == 0 ? -1 : stop.at() - before,
                stop.summary(),
                stop.text(),
                isTarget));
    }
}

package caravan.streams.flow;

import caravan.schemas.Lineage;
import caravan.schemas.Timing;
import java.util.ArrayList;
import java.util.List;

/**
 * Lineages as they grow along the path: one parent for each record passed through, and one timing for each step passed.
 * A step's own work takes well under a millisecond, so that its timing is the moment of passing; the time a model took
 * stands between the moments.
 */
public final class Lineages {
    private Lineages() {}

    /**
     * The lineage of a record that a step made of one parent: the parent comes first among the parents, the timing last
     * among the timings.
     */
    public static Lineage childOf(String parentId, Lineage parent, String step, long nowMillis) {
        List<String> parents = new ArrayList<>();
        parents.add(parentId);
        parent.getParents().stream().filter(id -> !id.equals(parentId)).forEach(parents::add);
        return grown(parent, parents, step, nowMillis);
    }

    /** The lineage of a record that a step passed on under its own id, or rejected: only a timing is added. */
    public static Lineage passed(Lineage lineage, String step, long nowMillis) {
        return grown(lineage, lineage.getParents(), step, nowMillis);
    }

    private static Lineage grown(Lineage lineage, List<String> parents, String step, long nowMillis) {
        List<Timing> timings = new ArrayList<>(lineage.getTimings());
        timings.add(new Timing(step, nowMillis, nowMillis));
        return Lineage.newBuilder(lineage)
                .setParents(parents)
                .setTimings(timings)
                .build();
    }
}

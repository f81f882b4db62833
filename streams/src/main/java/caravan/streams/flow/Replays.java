package caravan.streams.flow;

import caravan.schemas.Lineage;
import caravan.schemas.Timing;
import java.util.List;

/**
 * Records that {@code caravan replay} copied into a run of their own, and what comes of them, known by their timings.
 */
public final class Replays {
    /** The step by which a copy was made. */
    public static final String STEP = "replay";

    /** What the name of a replay's run begins with. */
    public static final String RUN_PREFIX = "replay-";

    private Replays() {}

    /** Whether a run only runs others' records again. */
    public static boolean isReplay(String run) {
        return run.startsWith(RUN_PREFIX);
    }

    /** Whether a record is a copy itself: nothing on the path made it. */
    public static boolean isCopy(Lineage lineage) {
        List<Timing> timings = lineage.getTimings();
        return !timings.isEmpty() && timings.get(timings.size() - 1).getStep().equals(STEP);
    }

    /** Whether a record is a copy, or was made of one. */
    public static boolean isReplayed(Lineage lineage) {
        return lineage.getTimings().stream().anyMatch(timing -> timing.getStep().equals(STEP));
    }
}

package caravan.streams.flow;

import caravan.schemas.Lineage;

/**
 * Runs of verbose cloning, in which the engraved model answers another run's instructions again. Such a run plans no
 * draws; its own records are copied instructions and what comes of them.
 */
public final class Clones {
    /** The step by which an instruction was copied into such a run. */
    public static final String STEP = "clone";

    /** What the name of such a run begins with. */
    public static final String RUN_PREFIX = "verbose-";

    /** The view of such a run's datasets. */
    public static final String VIEW = "verbose";

    private Clones() {}

    /** Whether a run is one of verbose cloning. */
    public static boolean isClone(String run) {
        return run.startsWith(RUN_PREFIX);
    }

    /** Whether a record belongs to one. */
    public static boolean isOfClone(Lineage lineage) {
        return isClone(lineage.getRun());
    }
}

package caravan.streams.flow;

/** Whose rules a step judges by. */
public enum Rules {
    /** Those of the original's code, in its order, defects and all: to compare with it. */
    PAPER,
    /** The original's where they are sound; what was changed, and why, stands in {@code docs/rules.md}. */
    IMPROVED
}

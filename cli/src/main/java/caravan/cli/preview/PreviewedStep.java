package caravan.cli.preview;

/** The calls that can be previewed. */
public enum PreviewedStep {
    /** Tasks after five seed tasks. */
    VANILLA,
    /** Subjects of a red-team type after its first. */
    SUBJECTS,
    /** Instructions for red-team hints. */
    TOPIC_GUIDED,
    /** Answers under the principles, and the training examples they become. */
    ALIGN
}

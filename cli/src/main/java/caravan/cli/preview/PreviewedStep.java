package caravan.cli.preview;

import java.util.Locale;

/** The calls that can be previewed. */
public enum PreviewedStep {
    /** Tasks after five seed tasks. */
    VANILLA,
    /** Subjects of a red-team type after its first. */
    SUBJECTS,
    /** Instructions for red-team hints. */
    TOPIC_GUIDED,
    /** Answers under the principles, and the training examples they become. */
    ALIGN;

    /** As a person writes it: {@code topic-guided}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package caravan.principles;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The prompts there are, and the placeholders that each must use exactly once and in order. */
public enum TemplateKind {
    /** An instruction to answer under the principles. */
    ALIGN("align"),
    /** New tasks after a few shown ones. */
    VANILLA("vanilla"),
    /** New subjects for one kind of question. */
    SUBJECTS("subjects"),
    /** New instructions for hints. */
    TOPIC_GUIDED("topic-guided"),
    /** An instruction to answer without principles in sight. */
    ENGRAVE("engrave"),
    /** The same, to answer at length. */
    VERBOSE("verbose");

    private final String id;

    TemplateKind(String id) {
        this.id = id;
    }

    /** Its file is {@code templates/ID.md}. */
    public String id() {
        return id;
    }

    /** Whether a folder may do without it. */
    public boolean isOptional() {
        return this == VERBOSE;
    }

    /** Placeholders before {@code {{prefix ends}}}. */
    public List<String> inPrefix() {
        return this == ALIGN ? List.of("rules", "exemplars") : List.of();
    }

    /** Placeholders after {@code {{prefix ends}}}. */
    public List<String> inText() {
        return switch (this) {
            case ALIGN, ENGRAVE, VERBOSE -> List.of("instruction");
            case VANILLA -> List.of("tasks", "next");
            case SUBJECTS -> List.of("kind", "subjects", "next");
            case TOPIC_GUIDED -> List.of("hints", "instructions", "next");
        };
    }

    /** The kind of this id. */
    public static Optional<TemplateKind> find(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }
}

package caravan.inference;

/** Why a model call failed, sorted by what may be done about it. */
public final class ModelException extends RuntimeException {
    /** What may be done about a failure. */
    public enum Kind {
        /** The call itself is wrong (longer than the context, unknown version): trying again never helps. */
        BAD_CALL,
        /** Too busy, or too slow this time: try again later. */
        OVERLOADED,
        /** The model is down: nothing will be answered until it is back. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final String reason;

    /**
     * A failure.
     *
     * @param reason a short name in kebab case, such as {@code prompt-too-long}
     */
    public ModelException(Kind kind, String reason, String message) {
        super(message);
        this.kind = kind;
        this.reason = reason;
    }

    /** A failure with its cause. */
    public ModelException(Kind kind, String reason, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
    }

    /** What may be done about it. */
    public Kind kind() {
        return kind;
    }

    /** Its short name in kebab case. */
    public String reason() {
        return reason;
    }
}

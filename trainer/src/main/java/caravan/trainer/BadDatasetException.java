package caravan.trainer;

/** A dataset that cannot be trained on, now or ever: its files are gone, altered or hold nothing to learn from. */
public final class BadDatasetException extends Exception {
    private final String reason;

    /**
     * A refusal.
     *
     * @param reason a short name in kebab case, such as {@code file-altered}
     * @param message the value, the rule and the place
     */
    public BadDatasetException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Its short name in kebab case. */
    public String reason() {
        return reason;
    }
}

package caravan.schemas.registry;

/**
 * A registry that refused or could not be reached; the message names the subject or id, and the registry's own code.
 */
public final class SchemaRegistryException extends RuntimeException {
    private final boolean retriable;

    /** An answer that no retry changes, or a failure to get one. */
    public SchemaRegistryException(String message, boolean retriable) {
        super(message);
        this.retriable = retriable;
    }

    /** The same, with its cause. */
    public SchemaRegistryException(String message, boolean retriable, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
    }

    /** Whether asking again later may help. */
    public boolean isRetriable() {
        return retriable;
    }
}

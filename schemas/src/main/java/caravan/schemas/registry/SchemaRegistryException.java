package caravan.schemas.registry;

import java.util.OptionalInt;

/**
 * A registry that refused or could not be reached; the message names the subject or id, and the registry's own code.
 */
public final class SchemaRegistryException extends RuntimeException {
    private static final int NO_CODE = 0;

    private final boolean retriable;
    private final int code;

    /** An answer that no retry changes, or a failure to get one. */
    public SchemaRegistryException(String message, boolean retriable) {
        super(message);
        this.retriable = retriable;
        this.code = NO_CODE;
    }

    /** The same, with its cause. */
    public SchemaRegistryException(String message, boolean retriable, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
        this.code = NO_CODE;
    }

    /** An answer with one of Confluent's error codes, such as 40401. */
    public SchemaRegistryException(String message, boolean retriable, int code) {
        super(message);
        this.retriable = retriable;
        this.code = code;
    }

    /** Whether asking again later may help. */
    public boolean isRetriable() {
        return retriable;
    }

    /** Whether the registry does not let this client in. Retriable, since the right may be given while a run waits. */
    public boolean isForbidden() {
        return code == 401 || code == 403 || code / 100 == 401 || code / 100 == 403;
    }

    /**
     * Whether the registry answered that it has no such subject, version or schema: no retry and no right changes that.
     */
    public boolean isUnknown() {
        return code == 404 || code / 100 == 404;
    }

    /** The registry's own code, if it answered at all. */
    public OptionalInt code() {
        return code == NO_CODE ? OptionalInt.empty() : OptionalInt.of(code);
    }
}

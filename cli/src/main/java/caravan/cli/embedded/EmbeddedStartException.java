package caravan.cli.embedded;

/** An embedded part that cannot start; the message names the value, the rule it breaks and where it was given. */
public final class EmbeddedStartException extends RuntimeException {
    /** A value that breaks a rule. */
    public EmbeddedStartException(String message) {
        super(message);
    }

    /** The same, with what the platform said. */
    public EmbeddedStartException(String message, Throwable cause) {
        super(message, cause);
    }
}

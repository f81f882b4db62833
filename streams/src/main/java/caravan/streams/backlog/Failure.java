package caravan.streams.backlog;

/**
 * Why a call has no answer.
 *
 * @param kind what may be done about it
 * @param reason a short name in kebab case
 * @param message the value, the rule and the place
 */
public record Failure(Kind kind, String reason, String message) {
    /** The result, or the request, is larger than a record may be. */
    public static final String OVERSIZE = "oversize";

    /** What may be done about a failure. */
    public enum Kind {
        /** The request itself is at fault: it gets an error as its result, at once. */
        HOPELESS,
        /** Too busy or too slow this time: tried again after a while, within a bound. */
        BUSY,
        /** The engine is down: everything is kept until it is back. */
        DOWN
    }

    static Failure oversize(String what, int bytes, int bytesMax) {
        return new Failure(
                Kind.HOPELESS, OVERSIZE, what + " must be at most " + bytesMax + " bytes to be a record, was " + bytes);
    }
}

package caravan.inference.openai;

import caravan.inference.Scheduling;
import java.util.Optional;

/**
 * What is asked of a server, and how its answer is read.
 *
 * @param <T> what it comes to
 */
interface Inquiry<T> {
    /** The version that is asked. */
    String model();

    Scheduling scheduling();

    /** The most tokens that it may come to. */
    Usage most();

    /** Below the API's base. */
    String path();

    /**
     * The request.
     *
     * @throws caravan.inference.ModelException of kind BAD_CALL if such a server would answer something else
     */
    byte[] body(Server server);

    /** Reads what came with status 200. */
    Reply<T> read(byte[] body, Times times) throws Wire.Unreadable;

    /**
     * How long it took.
     *
     * @param queuedMillis until it was sent
     * @param modelMillis from then on
     */
    record Times(long queuedMillis, long modelMillis) {}

    /**
     * An answer.
     *
     * @param value what it comes to
     * @param model who answered, as the server names it; empty if it does not
     * @param usage tokens; empty if the server does not count
     * @param tokens generated, or judged
     */
    record Reply<T>(T value, String model, Optional<Usage> usage, int tokens) {}
}

package caravan.producers;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Anything that prompts can be read from. Ids, rates, transactions and counts are the caller's work; a source only
 * reads, and says where it stands. Used by one thread.
 */
public interface PromptSource extends Closeable {
    /**
     * What follows what was given last.
     *
     * @param entriesMax at most so many entries, at least 1
     * @param wait how long to wait for the first; a source that has nothing then gives {@link Batch#NOTHING}
     * @throws IOException if it cannot be read now; it is closed, and opened again later where the last batch ended
     *     that was committed
     */
    Batch next(int entriesMax, Duration wait) throws IOException, InterruptedException;

    /** The latest batch is committed, and will never be asked for again. */
    default void committed() {}

    /** Where it can be reached, for a source that listens. */
    default Optional<String> address() {
        return Optional.empty();
    }
}

package caravan.producers;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Anything that prompts can be read from. Ids, rates, transactions and counts are the caller's work; a source only
 * reads, and says where it stands. Read by one thread.
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

    /**
     * The next {@code entries} of those that were given, in their order, are committed with the positions behind them,
     * and will never be asked for again. More may have been given meanwhile, and the thread may be another than the one
     * that reads.
     */
    default void committed(long entries) {}

    /** Where it can be reached, for a source that listens. */
    default Optional<String> address() {
        return Optional.empty();
    }
}

package caravan.streams.backlog;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Carries outcomes from the engine's threads to one task's stream thread. A closed one takes nothing more: the task may
 * live on elsewhere by then, and its entries with it.
 *
 * @param <T> an outcome
 */
final class Inbox<T> {
    private final ConcurrentLinkedQueue<T> outcomes = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** Adds an outcome, from any thread; false if it comes too late. */
    boolean add(T outcome) {
        return !closed && outcomes.add(outcome);
    }

    /** The oldest outcome, on the stream thread. */
    Optional<T> poll() {
        return closed ? Optional.empty() : Optional.ofNullable(outcomes.poll());
    }

    void close() {
        closed = true;
        outcomes.clear();
    }
}

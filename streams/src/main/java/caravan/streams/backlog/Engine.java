package caravan.streams.backlog;

import java.util.concurrent.CompletableFuture;

/**
 * What does the slow work, shared by the whole JVM. Thread-safe, and never makes the caller wait.
 *
 * @param <C> a call
 * @param <A> its answer
 */
@FunctionalInterface
public interface Engine<C, A> {
    /** Begins a call. The future may complete on any thread; cancelling it says that nobody waits any more. */
    CompletableFuture<A> submit(C call);
}

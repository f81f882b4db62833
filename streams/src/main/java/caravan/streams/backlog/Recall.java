package caravan.streams.backlog;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the recorded result of an earlier request, shared by the whole JVM. Thread-safe, and never makes the caller
 * wait.
 *
 * @param <V> a result
 */
@FunctionalInterface
public interface Recall<V> {
    /** The result as it was recorded, or nothing if it is no longer there. */
    CompletableFuture<Optional<V>> recall(Remembered earlier);

    /** Remembers nothing, so that every call is made. */
    static <V> Recall<V> nothing() {
        return earlier -> CompletableFuture.completedFuture(Optional.empty());
    }
}

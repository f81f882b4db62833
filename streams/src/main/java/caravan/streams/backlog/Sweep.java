package caravan.streams.backlog;

import java.util.function.ToLongFunction;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Forgets old entries of a store by wall clock, a part of the store at a time. A window store would do it by stream
 * time, and so leave out everything that a replay brings with old timestamps.
 *
 * @param <V> a value that knows its age
 */
final class Sweep<V> {
    private static final int VISITS_MAX = 2_000;

    private final KeyValueStore<String, V> store;
    private final ToLongFunction<V> finishedAt;
    private @Nullable String next;

    Sweep(KeyValueStore<String, V> store, ToLongFunction<V> finishedAt) {
        this.store = store;
        this.finishedAt = finishedAt;
    }

    /**
     * Deletes entries finished before a time, among the next part of the store; what is not finished (negative) stays.
     */
    void forgetBefore(long millis) {
        try (KeyValueIterator<String, V> entries = store.range(next, null)) {
            for (int visits = 0; visits < VISITS_MAX && entries.hasNext(); visits++) {
                KeyValue<String, V> entry = entries.next();
                long finished = finishedAt.applyAsLong(entry.value);
                if (finished >= 0 && finished < millis) {
                    store.delete(entry.key);
                }
            }
            next = entries.hasNext() ? entries.peekNextKey() : null;
        }
    }
}

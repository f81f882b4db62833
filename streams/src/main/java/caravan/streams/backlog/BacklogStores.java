package caravan.streams.backlog;

import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stores of one backlog, all persistent, each with a changelog of its own. Small but for {@code pending}: what was
 * done is remembered by its id alone, and its result stays in the topic it was sent to.
 *
 * @param pending requests without a result, by {@link PendingKey}
 * @param done ids that came in: -1 while pending, then when they were done, in milliseconds since the epoch
 * @param memo calls that were answered, and by the name of which request
 */
public record BacklogStores(String pending, String done, String memo) {
    /** Mark of an id that is pending. */
    static final long STILL_PENDING = -1L;

    /** Stores named {@code PREFIX-pending}, {@code PREFIX-done} and {@code PREFIX-memo}. */
    public static BacklogStores named(String prefix) {
        return new BacklogStores(prefix + "-pending", prefix + "-done", prefix + "-memo");
    }

    <R> List<StoreBuilder<?>> builders(Serde<Pending<R>> pendingValues) {
        StoreBuilder<KeyValueStore<PendingKey, Pending<R>>> pendingStore =
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(pending), PendingKey.serde(), pendingValues);
        StoreBuilder<KeyValueStore<String, Long>> doneStore =
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(done), Serdes.String(), Serdes.Long());
        StoreBuilder<KeyValueStore<String, Remembered>> memoStore =
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(memo), Serdes.String(), Remembered.serde());
        return List.of(pendingStore, doneStore, memoStore);
    }
}

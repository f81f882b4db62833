package caravan.streams.backlog;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One task's stores, and how many requests are pending in them. Each change belongs to the task's current transaction.
 * Used by the stream thread alone.
 *
 * @param <R> a request
 */
final class Entries<R> {
    private static final int COUNTED_EXACTLY_MAX = 20_000;

    private final KeyValueStore<PendingKey, Pending<R>> pending;
    private final KeyValueStore<String, Long> done;
    private final KeyValueStore<String, Remembered> memo;
    private final Sweep<Long> doneSweep;
    private final Sweep<Remembered> memoSweep;
    private final LongConsumer pendingChangedBy;
    private long arrivals;
    private long size;

    /**
     * The stores of a task that begins.
     *
     * @param pendingChangedBy told how the number of pending requests changes, first of all those found here
     */
    Entries(BacklogStores stores, ProcessorContext<?, ?> context, LongConsumer pendingChangedBy) {
        pending = context.getStateStore(stores.pending());
        done = context.getStateStore(stores.done());
        memo = context.getStateStore(stores.memo());
        doneSweep = new Sweep<>(done, Long::longValue);
        memoSweep = new Sweep<>(memo, Remembered::at);
        this.pendingChangedBy = pendingChangedBy;
        arrivals = arrivalsSoFar();
        changeSize(count());
    }

    /** The order in which they are submitted. */
    Line<R> line() {
        return new Line<>(pending);
    }

    /** How many requests are pending. */
    long size() {
        return size;
    }

    /** Whether an id came in before, and is pending or done. */
    boolean isKnown(String id) {
        return done.get(id) != null;
    }

    /** A request's place in the order of arrival. It is not stored yet. */
    Pending<R> arrived(R request, long now, Optional<String> trace) {
        return Pending.arrived(request, arrivals++, now, trace);
    }

    void add(PendingKey key, Pending<R> entry) {
        pending.put(key, entry);
        done.put(key.id(), BacklogStores.STILL_PENDING);
        changeSize(1);
    }

    Optional<Pending<R>> get(PendingKey key) {
        return Optional.ofNullable(pending.get(key));
    }

    void update(PendingKey key, Pending<R> entry) {
        pending.put(key, entry);
    }

    /** Its result is forwarded. */
    void finish(PendingKey key, long now) {
        pending.delete(key);
        markDone(key, now);
        changeSize(-1);
    }

    /** The id of a request that got its result without ever being pending. */
    void markDone(PendingKey key, long now) {
        done.put(key.id(), now);
    }

    /** Who got the answer of a call. */
    Optional<Remembered> remembered(String callId) {
        return Optional.ofNullable(memo.get(callId));
    }

    void remember(String callId, Remembered result) {
        memo.put(callId, result);
    }

    void forget(String callId) {
        memo.delete(callId);
    }

    /** Forgets ids and calls that were done before a time, a part of them at each call. */
    void forgetBefore(long millis) {
        doneSweep.forgetBefore(millis);
        memoSweep.forgetBefore(millis);
    }

    /** They are another task's from now on. */
    void close() {
        changeSize(-size);
    }

    private void changeSize(long change) {
        size += change;
        pendingChangedBy.accept(change);
    }

    private long arrivalsSoFar() {
        try (KeyValueIterator<PendingKey, Pending<R>> latestFirst = pending.reverseAll()) {
            return latestFirst.hasNext() ? latestFirst.peekNextKey().arrival() + 1 : 0;
        }
    }

    /** Exact for a backlog that is read in a moment, else what the store estimates. */
    private long count() {
        long counted = 0;
        try (KeyValueIterator<PendingKey, Pending<R>> entries = pending.all()) {
            for (; entries.hasNext() && counted < COUNTED_EXACTLY_MAX; counted++) {
                entries.next();
            }
        }
        return counted < COUNTED_EXACTLY_MAX ? counted : Math.max(counted, pending.approximateNumEntries());
    }
}

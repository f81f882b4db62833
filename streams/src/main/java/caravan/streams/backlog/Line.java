package caravan.streams.backlog;

import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The order in which one task's pending entries are submitted: what waits for another try comes first when its time has
 * come, then the store from a cursor on, oldest first. An entry that cannot be submitted yet is passed over, and looked
 * at again after {@link #rewind}. Used by the stream thread alone.
 *
 * @param <R> a request
 */
final class Line<R> {
    /** More than these do not wait for another try at the same time; those behind stay where they are, on disk. */
    static final int RETRIES_MAX = 1_024;

    private static final long NOTHING = Long.MAX_VALUE;

    private final KeyValueStore<PendingKey, Pending<R>> store;
    private final PriorityQueue<Retry> retries =
            new PriorityQueue<>(Comparator.comparingLong(Retry::at).thenComparingLong(retry -> retry.key.arrival()));
    /** In flight, or waiting for another try. */
    private final Set<PendingKey> busy = new HashSet<>();

    private long cursor;
    private long passedOver = NOTHING;

    Line(KeyValueStore<PendingKey, Pending<R>> store) {
        this.store = store;
    }

    /** Looks at one entry, and says what became of it. */
    interface Visitor<R> {
        Step visit(PendingKey key, Pending<R> pending, boolean again);
    }

    /** What became of an entry that was looked at. */
    enum Step {
        /** It is in flight. */
        TAKEN,
        /** It cannot be submitted yet; the next may. */
        PASSED_OVER,
        /** It is no longer pending. */
        GONE,
        /** None can be submitted now; it stays the next. */
        STOP
    }

    private record Retry(long at, PendingKey key) {}

    /** Offers entries, at most so many, until the visitor stops. */
    void visit(long nowMillis, int visitsMax, Visitor<R> visitor) {
        if (visitRetries(nowMillis, visitor)) {
            visitStore(nowMillis, visitsMax, visitor);
        }
    }

    /** An entry in flight failed, and may be taken again from this time on. */
    void retryAt(long atMillis, PendingKey key) {
        retries.add(new Retry(atMillis, key));
    }

    /** An entry in flight is no longer pending. */
    void done(PendingKey key) {
        busy.remove(key);
    }

    /** What was passed over is looked at again. */
    void rewind() {
        cursor = Math.min(cursor, passedOver);
        passedOver = NOTHING;
    }

    private boolean visitRetries(long nowMillis, Visitor<R> visitor) {
        for (Retry next = retries.peek(); next != null && next.at <= nowMillis; next = retries.peek()) {
            @Nullable Pending<R> pending = store.get(next.key);
            Step step = pending == null ? Step.GONE : visitor.visit(next.key, pending, true);
            if (step == Step.STOP) {
                return false;
            }
            retries.remove();
            note(step, next.key);
        }
        return true;
    }

    private void visitStore(long nowMillis, int visitsMax, Visitor<R> visitor) {
        if (retries.size() >= RETRIES_MAX) {
            return;
        }
        try (KeyValueIterator<PendingKey, Pending<R>> entries = store.range(PendingKey.firstOf(cursor), null)) {
            for (int visits = 0; visits < visitsMax && retries.size() < RETRIES_MAX && entries.hasNext(); visits++) {
                KeyValue<PendingKey, Pending<R>> entry = entries.next();
                if (!busy.contains(entry.key)) {
                    Step step = lookAt(entry, nowMillis, visitor);
                    if (step == Step.STOP) {
                        return;
                    }
                    note(step, entry.key);
                }
                cursor = entry.key.arrival() + 1;
            }
        }
    }

    private Step lookAt(KeyValue<PendingKey, Pending<R>> entry, long nowMillis, Visitor<R> visitor) {
        if (entry.value.notBefore() <= nowMillis) {
            return visitor.visit(entry.key, entry.value, false);
        }
        retryAt(entry.value.notBefore(), entry.key);
        return Step.TAKEN;
    }

    private void note(Step step, PendingKey key) {
        if (step == Step.TAKEN) {
            busy.add(key);
        } else {
            busy.remove(key);
        }
        if (step == Step.PASSED_OVER) {
            passedOver = Math.min(passedOver, key.arrival());
        }
    }
}

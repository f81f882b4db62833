package caravan.producers.http;

import caravan.producers.Entry;
import caravan.producers.Stamp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was pushed and is not committed yet. An entry whose id came lately is not taken again: its sender is answered as
 * the first time, once the first is committed. Thread-safe.
 */
final class Inbox {
    /** So many may wait; who comes then is told to come again. */
    static final int WAITING_MAX = 20_000;

    private static final int REMEMBERED = 200_000;

    private final String source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Parcel> waiting = new ArrayDeque<>();
    private final Deque<Parcel> given = new ArrayDeque<>();
    /** By id, those that wait and those that are given. */
    private final Map<String, Parcel> underWay = new HashMap<>();

    private final Recent recent = new Recent();
    private boolean isClosed;

    /** An entry, its id, and who waits for its commit. */
    private record Parcel(String id, Entry entry, CompletableFuture<Void> committed) {}

    Inbox(String source, Set<String> recentIds) {
        this.source = source;
        this.recent.addAll(recentIds);
    }

    /** Takes all of them or none, if there is no room; what is given back completes when all are committed. */
    Optional<CompletableFuture<Void>> put(List<Entry> entries) {
        lock.lock();
        try {
            if (isClosed || waiting.size() + entries.size() > WAITING_MAX) {
                return Optional.empty();
            }
            Set<CompletableFuture<Void>> all = new LinkedHashSet<>();
            for (Entry entry : entries) {
                String id = Stamp.idOf(source, entry);
                Parcel same = underWay.get(id);
                if (same != null) {
                    all.add(same.committed());
                } else if (!recent.contains(id)) {
                    Parcel parcel = new Parcel(id, entry, new CompletableFuture<>());
                    underWay.put(id, parcel);
                    waiting.add(parcel);
                    all.add(parcel.committed());
                }
            }
            arrived.signalAll();
            return Optional.of(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** The next entries; they stay in doubt until {@link #committed}. */
    List<Entry> take(int entriesMax, Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (waiting.isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            List<Entry> entries = new ArrayList<>();
            while (entries.size() < entriesMax && !waiting.isEmpty()) {
                Parcel parcel = waiting.remove();
                given.add(parcel);
                entries.add(parcel.entry());
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /** The next so many that were taken are committed: whoever waits for them is answered. */
    void committed(long count) {
        List<Parcel> done = new ArrayList<>();
        lock.lock();
        try {
            while (done.size() < count && !given.isEmpty()) {
                Parcel parcel = given.remove();
                underWay.remove(parcel.id());
                recent.add(parcel.id());
                done.add(parcel);
            }
        } finally {
            lock.unlock();
        }
        done.forEach(parcel -> parcel.committed().complete(null));
    }

    /** Nothing more is taken; who still waits is told that nobody knows. */
    void close() {
        List<Parcel> left;
        lock.lock();
        try {
            isClosed = true;
            left = List.copyOf(underWay.values());
            underWay.clear();
            waiting.clear();
            given.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(parcel -> parcel.committed().completeExceptionally(new IOException("the source was closed")));
    }

    /** The ids that came last. */
    private static final class Recent {
        private final Map<String, Boolean> ids = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        };

        void add(String id) {
            ids.put(id, true);
        }

        void addAll(Set<String> more) {
            more.forEach(this::add);
        }

        boolean contains(String id) {
            return ids.containsKey(id);
        }
    }
}

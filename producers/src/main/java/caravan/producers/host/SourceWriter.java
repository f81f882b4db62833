package caravan.producers.host;

import caravan.producers.Batch;
import caravan.producers.PromptSource;
import caravan.schemas.Source;
import caravan.schemas.SourcePosition;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a session reads, in a thread of its own, so that the next batch is read and encoded while this one is
 * sent and the broker works on the ones before. A transaction carries many batches, their counts and the position
 * behind the last; it is committed when the session says that nothing follows at once, or when it is old. All public
 * methods are for the session's one thread.
 */
final class SourceWriter implements AutoCloseable {
    /** So old may a transaction become: readers of committed records wait no longer, and the broker bears 10 s. */
    private static final long AGE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);
    /**
     * So many unanswered sends fill the wire, and even a slow broker answers them before the transaction is too old.
     */
    private static final int UNACKNOWLEDGED_MAX = 20_000;
    /** So many batches, and bytes of them, are read ahead. */
    private static final int AHEAD_MAX = 8;

    private static final int AHEAD_BYTES_MAX = 16 << 20;

    private static final long LOOK_MILLIS = 100;

    private final Source source;
    private final SourceMeters meters;
    private final Producer<String, byte[]> producer;
    private final Serializer<SourcePosition> positionValues;
    private final Serializer<SourceStatus> statusValues;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD_MAX);
    private final Semaphore aheadBytes = new Semaphore(AHEAD_BYTES_MAX);
    private final Semaphore room = new Semaphore(UNACKNOWLEDGED_MAX);
    private final Callback answered = (metadata, failure) -> room.release();
    private final Thread thread = new Thread(this::work);

    /** The session's: what it said last, and whether it gave anything that it has not asked to be committed. */
    private State said = new State("", Optional.empty());

    private boolean owes;

    /** The thread's: what the open transaction carries beside its records. */
    private final Map<String, String> moved = new LinkedHashMap<>();

    private Tally tally = Tally.NOTHING;
    private LongConsumer committed = entries -> {};
    private SourceStatus status;
    private long begunNanos;
    private boolean isOpen;
    private volatile @Nullable Throwable failure;

    /** What the session hands over. */
    private sealed interface Item {}

    /** The source that is read. */
    private record Opened(PromptSource source) implements Item {}

    /** The records of a batch's entries, their counts, where the source then stands, and how large it is. */
    private record Lot(
            List<ProducerRecord<String, byte[]>> records, Tally tally, Map<String, String> positions, int bytes)
            implements Item {}

    /** How the source fares from here on; what came before is to be committed. */
    private record State(String word, Optional<String> detail) implements Item {}

    /** What came before is to be committed, and somebody waits for it. */
    private record Settle(CountDownLatch done) implements Item {}

    /** Nothing follows. */
    private record End() implements Item {}

    SourceWriter(
            Source source,
            RecordSerdes serdes,
            SourceMeters meters,
            Producer<String, byte[]> producer,
            SourceStatus status) {
        this.source = source;
        this.meters = meters;
        this.producer = producer;
        this.status = status;
        this.positionValues = serdes.values(Topics.SOURCE_POSITIONS).serializer();
        this.statusValues = serdes.values(Topics.SOURCE_STATUS).serializer();
        thread.setName("source-" + source.getName() + "-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** The source whose batches come, which is told of commits by the writer's thread. */
    void writes(PromptSource opened) throws InterruptedException {
        hand(new Opened(opened));
    }

    /** Whether something was written that may not be committed yet. */
    boolean owes() {
        return owes;
    }

    /** Writes a batch as these records. */
    void write(Batch batch, List<ProducerRecord<String, byte[]>> records) throws InterruptedException {
        long bytes = records.stream().mapToLong(record -> record.value().length).sum();
        int held = (int) Math.min(AHEAD_BYTES_MAX, bytes);
        do {
            check();
        } while (!aheadBytes.tryAcquire(held, LOOK_MILLIS, TimeUnit.MILLISECONDS));
        hand(new Lot(records, Tally.of(batch.entries()), batch.positions(), held));
        said = new State("running", Optional.empty());
        owes = true;
    }

    /** Says how the source fares, if that has changed, and commits what was written. */
    void say(String word, @Nullable String detail) throws InterruptedException {
        State now = new State(word, Optional.ofNullable(detail));
        if (owes || !now.equals(said)) {
            hand(now);
            said = now;
            owes = false;
        }
    }

    /** Waits until all that was written is committed, or never will be. */
    void settle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        if (failure == null) {
            hand(new Settle(done));
            while (failure == null && !done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // It comes, or the writer fails.
            }
            owes = false;
        }
    }

    private void hand(Item item) throws InterruptedException {
        do {
            check();
        } while (!queue.offer(item, LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void check() {
        Throwable cause = failure;
        if (cause != null) {
            throw new KafkaException("source " + source.getName() + " cannot be written: " + cause, cause);
        }
    }

    private void work() {
        try {
            Item item = queue.take();
            while (!(item instanceof End)) {
                if (item instanceof Lot lot) {
                    send(lot);
                } else if (item instanceof Opened begun) {
                    opens(begun.source());
                } else if (item instanceof State state) {
                    commit(state);
                } else if (item instanceof Settle settle) {
                    commitCarried();
                    settle.done().countDown();
                }
                item = next();
            }
            commitCarried();
        } catch (InterruptedException e) {
            failure = new KafkaException("interrupted before all was written", e);
        } catch (RuntimeException | Error e) {
            // What the session asks next is answered by this; it is closed then, and begun anew.
            failure = e;
        }
    }

    private void opens(PromptSource opened) {
        committed = opened::committed;
        status = SourceStatus.newBuilder(status)
                .setAddress(opened.address().orElse(null))
                .build();
    }

    /** The next item; a transaction that is old is committed while none comes. */
    private Item next() throws InterruptedException {
        while (isOpen) {
            long leftNanos = AGE_NANOS_MAX - (System.nanoTime() - begunNanos);
            Item item = leftNanos > 0 ? queue.poll(leftNanos, TimeUnit.NANOSECONDS) : null;
            if (item != null) {
                return item;
            }
            commitCarried();
        }
        return queue.take();
    }

    private void send(Lot lot) throws InterruptedException {
        begin();
        for (ProducerRecord<String, byte[]> record : lot.records()) {
            send(record);
        }
        moved.putAll(lot.positions());
        tally = tally.and(lot.tally());
        aheadBytes.release(lot.bytes());
    }

    private void send(ProducerRecord<String, byte[]> record) throws InterruptedException {
        room.acquire();
        // The commit fails if a send did.
        var unused = producer.send(record, answered);
    }

    private void begin() {
        if (!isOpen) {
            producer.beginTransaction();
            isOpen = true;
            begunNanos = System.nanoTime();
        }
    }

    private void commitCarried() throws InterruptedException {
        if (isOpen) {
            commit(new State("running", Optional.empty()));
        }
    }

    private void commit(State state) throws InterruptedException {
        begin();
        for (Map.Entry<String, String> position : moved.entrySet()) {
            SourcePosition value = new SourcePosition(source.getName(), position.getKey(), position.getValue());
            send(new ProducerRecord<>(
                    Topics.SOURCE_POSITIONS.name(),
                    source.getName() + "/" + position.getKey(),
                    positionValues.serialize(Topics.SOURCE_POSITIONS.name(), value)));
        }
        SourceStatus now = counted(state);
        send(new ProducerRecord<>(
                Topics.SOURCE_STATUS.name(),
                source.getName(),
                statusValues.serialize(Topics.SOURCE_STATUS.name(), now)));
        producer.commitTransaction();
        isOpen = false;
        status = now;
        meters.committed(tally);
        committed.accept(tally.entries());
        tally = Tally.NOTHING;
        moved.clear();
    }

    /** The counts with those of the open transaction. */
    private SourceStatus counted(State state) {
        Tally all = new Tally(status.getKept(), status.getRejected()).and(tally);
        return SourceStatus.newBuilder(status)
                .setState(state.word())
                .setDetail(state.detail().orElse(null))
                .setKept(all.kept())
                .setRejected(all.rejected())
                .setUpdatedAt(System.currentTimeMillis())
                .build();
    }

    /**
     * Commits what was written and ends the thread; who is interrupted meanwhile does not wait for that.
     *
     * @throws KafkaException if something that was written is not committed
     */
    @Override
    public void close() {
        try {
            hand(new End());
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return;
        }
        check();
    }
}

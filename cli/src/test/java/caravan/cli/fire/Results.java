package caravan.cli.fire;

import caravan.schemas.Completion;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The results as a reader of committed records sees them, from the first on, counted by id, over every restart of the
 * broker. Thread-safe.
 */
final class Results implements AutoCloseable {
    /** Without a new result for so long, the rest is lost. */
    static final long PATIENCE_MILLIS = 300_000;

    /** A result that is there twice would have come by then. */
    private static final long SETTLE_MILLIS = 3_000;

    private final Map<String, Integer> timesById = new HashMap<>();
    /** When the first result of a text came, in the order in which they came. */
    private final Map<String, Long> seenAt = new LinkedHashMap<>();

    private final Deserializer<Completion> values;
    private final CommittedReader reader;
    private int wrong;

    Results(Site site) {
        Topic<Completion> topic = Topics.completions(Site.STEP);
        values = Site.serdes().values(topic).deserializer();
        reader = new CommittedReader(site, Set.of(topic.name()), this::note);
        reader.start();
    }

    private synchronized void note(ConsumerRecord<String, byte[]> record) {
        Completion completion = values.deserialize(record.topic(), record.value());
        boolean isRight = completion.getRequestId().equals(record.key())
                && completion
                        .getText()
                        .equals(FakeModel.answer(completion.getRequest().getText()));
        wrong += isRight ? 0 : 1;
        timesById.merge(record.key(), 1, Integer::sum);
        seenAt.putIfAbsent(completion.getRequest().getText(), System.currentTimeMillis());
    }

    /** How many requests have a result. */
    synchronized int distinct() {
        return timesById.size();
    }

    /** How many results are there beyond the first of each request. */
    synchronized int doubled() {
        return timesById.values().stream().mapToInt(times -> times - 1).sum();
    }

    /** How many results are not what the model answers to their request. */
    synchronized int wrong() {
        return wrong;
    }

    /** When the first result came that was new at or after a time, both in milliseconds since the epoch. */
    synchronized OptionalLong firstNewAfter(long millis) {
        return seenAt.values().stream()
                .mapToLong(Long::longValue)
                .filter(at -> at >= millis)
                .findFirst();
    }

    /**
     * The longest time without a new result between two moments, or up to the last result if that is earlier; -1 if all
     * results had come before.
     */
    synchronized long longestGapMillis(long from, long to) {
        long gap = -1;
        long last = from;
        for (long at : seenAt.values()) {
            if (at >= from && last <= to) {
                gap = Math.max(gap, at - last);
                last = at;
            }
        }
        return gap;
    }

    /** New results a second between two moments. */
    synchronized double rate(long from, long to) {
        return seenAt.values().stream().filter(at -> at >= from && at < to).count() * 1_000.0 / (to - from);
    }

    /** When the first result of each text was seen, in milliseconds since the epoch, in the order of their coming. */
    synchronized Map<String, Long> seenAt() {
        return new LinkedHashMap<>(seenAt);
    }

    /** Waits for the first result that is new since a time; when it came, or nothing if none does within a limit. */
    OptionalLong awaitNew(long since, long limitMillis) throws InterruptedException {
        long end = System.currentTimeMillis() + limitMillis;
        OptionalLong newAt = firstNewAfter(since);
        while (newAt.isEmpty() && System.currentTimeMillis() < end) {
            Thread.sleep(10);
            newAt = firstNewAfter(since);
        }
        return newAt;
    }

    /** Waits until every request has a result or the rest is lost, and for results that are there twice. */
    void awaitEnd(int requests) throws InterruptedException {
        awaitEnd(requests, PATIENCE_MILLIS);
    }

    /** The same; without a new result for so long, the rest is lost. */
    void awaitEnd(int requests, long patienceMillis) throws InterruptedException {
        long latest = System.currentTimeMillis();
        for (int before = distinct(); before < requests; ) {
            Thread.sleep(100);
            long now = System.currentTimeMillis();
            int seen = distinct();
            latest = seen > before ? now : latest;
            if (now - latest > patienceMillis) {
                break;
            }
            before = seen;
        }
        Thread.sleep(SETTLE_MILLIS);
    }

    @Override
    public void close() {
        reader.close();
    }
}

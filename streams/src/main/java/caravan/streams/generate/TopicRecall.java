package caravan.streams.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.schemas.Completion;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.backlog.Recall;
import caravan.streams.backlog.Remembered;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Recalls completions from the topic they were sent to: the topic is the memo, and generate remembers no more than when
 * and under which key to look. From the record's own time on the partition is read forward until the key is met; what
 * is read on the way is kept for a while, because a replay asks in the old order. A record whose transaction is still
 * open is waited for, within a limit; what is not found by then is asked of the model again.
 *
 * <p>One thread with one consumer, begun with the first question.
 */
public final class TopicRecall implements Recall<Completion>, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int KEPT_MAX = 2_000;
    /** Records stand in the order of their commits, which is not quite the order of their times. */
    private static final long DISORDER_MILLIS = 600_000;
    /** Longer than any transaction may stay open: what is not in the topic after that never will be. */
    private static final long SETTLED_MILLIS = 60_000;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Topic<Completion> topic;
    private final Deserializer<Completion> values;
    private final Duration limit;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ExecutorService reader;
    private final Map<String, byte[]> kept = new LinkedHashMap<>();
    private @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * A recall over one topic.
     *
     * @param consumers makes the consumer, which must read committed records only and belong to no group
     * @param limit how long one question may take
     */
    public TopicRecall(
            Topic<Completion> topic,
            Deserializer<Completion> values,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Duration limit) {
        this.topic = topic;
        this.values = values;
        this.consumers = consumers;
        this.limit = limit;
        this.reader = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "recall-" + topic.name());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Recalls of each step's own topic.
     *
     * @param client how to reach the brokers
     */
    public static Function<String, Recall<Completion>> of(Map<String, Object> client, RecordSerdes serdes) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        return step -> {
            Topic<Completion> topic = Topics.completions(step);
            Deserializer<Completion> values = serdes.values(topic).deserializer();
            return new TopicRecall(topic, values, () -> new KafkaConsumer<>(settings, bytes, bytes), LIMIT);
        };
    }

    @Override
    public CompletableFuture<Optional<Completion>> recall(Remembered earlier) {
        return CompletableFuture.supplyAsync(() -> find(earlier), reader);
    }

    /** Stops reading; questions that are open are not answered. */
    @Override
    public void close() {
        reader.execute(() -> {
            if (consumer != null) {
                consumer.close();
            }
        });
        reader.shutdown();
    }

    private Optional<Completion> find(Remembered earlier) {
        byte[] bytes = kept.get(earlier.id());
        if (bytes == null) {
            bytes = read(earlier);
        }
        return Optional.ofNullable(bytes).map(found -> values.deserialize(topic.name(), found));
    }

    private byte @Nullable [] read(Remembered earlier) {
        Consumer<byte[], byte[]> open = consumer == null ? consumers.get() : consumer;
        consumer = open;
        TopicPartition partition = partitionOf(earlier.id(), open);
        open.assign(List.of(partition));
        @Nullable
        OffsetAndTimestamp first =
                open.offsetsForTimes(Map.of(partition, earlier.at())).get(partition);
        if (first == null) {
            // Its transaction is still open, or retention took it: the last offset is where it would appear.
            open.seekToEnd(List.of(partition));
        } else {
            open.seek(partition, first.offset());
        }
        return readForward(open, partition, earlier);
    }

    private byte @Nullable [] readForward(Consumer<byte[], byte[]> open, TopicPartition partition, Remembered earlier) {
        boolean settled = System.currentTimeMillis() - earlier.at() > SETTLED_MILLIS;
        long end = settled ? open.endOffsets(List.of(partition)).getOrDefault(partition, 0L) : Long.MAX_VALUE;
        long deadline = System.nanoTime() + limit.toNanos();
        while (open.position(partition) < end && System.nanoTime() < deadline) {
            boolean past = false;
            for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
                keep(record);
                past |= record.timestamp() > earlier.at() + DISORDER_MILLIS;
            }
            byte[] found = kept.get(earlier.id());
            if (found != null || past) {
                return found;
            }
        }
        return null;
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        kept.put(new String(record.key(), UTF_8), record.value());
        if (kept.size() > KEPT_MAX) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    /** The partition that Kafka's own partitioner gives the key. */
    private TopicPartition partitionOf(String key, Consumer<byte[], byte[]> open) {
        int partitions = open.partitionsFor(topic.name()).size();
        return new TopicPartition(topic.name(), Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions);
    }
}

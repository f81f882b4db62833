package caravan.cli.fire;

import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a source commits of how it fares, one after the other, by one consumer that costs next to nothing. */
final class StatusWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String source;
    private final Consumer<String, byte[]> consumer;
    private final Deserializer<SourceStatus> values =
            Site.serdes().values(Topics.SOURCE_STATUS).deserializer();
    private final Queue<SourceStatus> come = new ArrayDeque<>();

    private StatusWatch(String source, Consumer<String, byte[]> consumer) {
        this.source = source;
        this.consumer = consumer;
    }

    /** Watches what is committed from here on. */
    static StatusWatch fromNow(Site site, String source) {
        Map<String, Object> properties = site.client();
        properties.put("isolation.level", "read_committed");
        Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(Topics.SOURCE_STATUS.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        return new StatusWatch(source, consumer);
    }

    /** The next one, if it comes in this time. */
    Optional<SourceStatus> next(Duration wait) {
        if (come.isEmpty()) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
                if (record.key().equals(source)) {
                    come.add(values.deserialize(record.topic(), record.value()));
                }
            }
        }
        return Optional.ofNullable(come.poll());
    }

    /** Waits for one that is so; an error if none has come when the time is over. */
    SourceStatus until(Predicate<SourceStatus> isSo, long endNanos) {
        Optional<SourceStatus> status = next(POLL);
        while (status.filter(isSo).isEmpty()) {
            if (System.nanoTime() > endNanos) {
                throw new IllegalStateException(
                        "source " + source + " is not where it should be by now; last " + status);
            }
            status = next(POLL);
        }
        return status.get();
    }

    @Override
    public void close() {
        consumer.close();
    }
}

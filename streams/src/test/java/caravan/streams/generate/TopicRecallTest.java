package caravan.streams.generate;

import static caravan.streams.generate.GenerateDriver.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.Generation;
import caravan.schemas.Completion;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import caravan.streams.backlog.Pending;
import caravan.streams.backlog.Remembered;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicRecallTest {
    private static final Topic<Completion> TOPIC = Topics.completions("align");
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC.name(), 0);

    private final long now = System.currentTimeMillis();
    private final Serde<Completion> serde = new AvroSerdes(new InMemorySchemaRegistry()).values(TOPIC);
    private final Log log = new Log();
    private final TopicRecall recall = new TopicRecall(TOPIC, serde.deserializer(), () -> log, Duration.ofSeconds(20));

    @AfterEach
    void stop() {
        recall.close();
    }

    @Test
    void findsACompletionFromItsTimeOn() {
        log.holds("r1", now - 2_000);
        log.holds("r2", now - 1_000);

        assertThat(found("r2", now - 1_000)).map(Completion::getRequestId).contains("r2");
    }

    @Test
    void keepsWhatItReadOnTheWay() {
        log.holds("r1", now - 2_000);
        log.holds("r2", now - 1_000);
        found("r2", now - 2_000);

        assertThat(found("r1", now - 2_000)).isPresent();
        assertThat(log.searches).isEqualTo(1);
    }

    @Test
    void waitsForARecordWhoseTransactionIsOpen() {
        log.schedulePollTask(() -> {});
        log.schedulePollTask(() -> log.append("r1", now));

        assertThat(found("r1", now)).isPresent();
    }

    @Test
    void givesUpAtOnceOnWhatRetentionTook() {
        assertThat(found("r1", now - Duration.ofDays(3).toMillis())).isEmpty();
    }

    private Optional<Completion> found(String id, long at) {
        return recall.recall(new Remembered(id, at)).join();
    }

    private byte[] completion(String id) {
        Generation generation =
                new Generation("Blue.", Generation.Finish.STOP, Optional.empty(), "pocket-1", 1, 0, 1, 0, 1);
        return serde.serializer()
                .serialize(
                        TOPIC.name(),
                        Completions.answered(
                                new Pending<>(
                                        request("align", id, "Why?"),
                                        0,
                                        now,
                                        Optional.of("pocket-1"),
                                        0,
                                        0,
                                        Optional.empty()),
                                "call",
                                generation,
                                now));
    }

    /** One partition, which knows its offsets by time. */
    private final class Log extends MockConsumer<byte[], byte[]> {
        private final Map<Long, Long> timeByOffset = new HashMap<>();
        private long end;
        private int searches;

        Log() {
            super("earliest");
            updatePartitions(TOPIC.name(), List.of(new PartitionInfo(TOPIC.name(), 0, null, null, null)));
            updateBeginningOffsets(Map.of(PARTITION, 0L));
            updateEndOffsets(Map.of(PARTITION, 0L));
        }

        /** A record that is there from the first poll on. */
        void holds(String id, long at) {
            timeByOffset.put(end + timeByOffset.size(), at);
            schedulePollTask(() -> append(id, at));
        }

        void append(String id, long at) {
            byte[] value = completion(id);
            addRecord(new ConsumerRecord<>(
                    TOPIC.name(),
                    0,
                    end,
                    at,
                    TimestampType.CREATE_TIME,
                    id.length(),
                    value.length,
                    id.getBytes(UTF_8),
                    value,
                    new RecordHeaders(),
                    Optional.empty()));
            end++;
            updateEndOffsets(Map.of(PARTITION, end));
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            searches++;
            return timeByOffset.isEmpty() ? Map.of() : Map.of(PARTITION, new OffsetAndTimestamp(0, now));
        }
    }
}

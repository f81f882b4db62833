package caravan.producers.topic;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Opening;
import caravan.producers.PromptSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of a topic, committed records only. The place of an entry is {@code partition:offset}; the
 * position of a partition is the offset to go on from, kept with the prompts that were made of what stands before it,
 * also for a topic of another cluster. Partitions that are added later are found.
 */
final class TopicSource implements PromptSource {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSource.class);
    /** About so many bytes of values are given at once. */
    private static final int BYTES_MAX = 4 << 20;
    /** Of one poll: the consumer's own 500 would make small transactions. */
    private static final int FETCHED_MAX = 5_000;

    private static final Duration FIND = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = Duration.ofSeconds(30).toNanos();

    private final TopicSettings settings;
    private final RecordParser parser;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, String> positions;
    private List<ConsumerRecord<byte[], byte[]>> fetched = List.of();
    private int given;
    private long lookedNanos;
    private boolean isBegun;

    private TopicSource(
            TopicSettings settings,
            RecordParser parser,
            Consumer<byte[], byte[]> consumer,
            Map<String, String> positions) {
        this.settings = settings;
        this.parser = parser;
        this.consumer = consumer;
        this.positions = new HashMap<>(positions);
    }

    static TopicSource open(TopicSettings settings, Opening opening) throws IOException {
        Map<String, Object> properties = opening.clients().reader();
        settings.bootstrapServers()
                .ifPresent(servers -> properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers));
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, FETCHED_MAX);
        TopicSource opened = new TopicSource(
                settings,
                new RecordParser(settings, opening.registry()),
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                opening.positions());
        try {
            opened.look();
            return opened;
        } catch (IOException | KafkaException e) {
            opened.close();
            throw e;
        }
    }

    /** Finds the partitions, and goes to where each was left. */
    private void look() throws IOException {
        List<PartitionInfo> found = consumer.partitionsFor(settings.topic(), FIND);
        if (found == null || found.isEmpty()) {
            throw new IOException("there is no topic " + settings.topic());
        }
        List<TopicPartition> all = found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        List<TopicPartition> added = all.stream()
                .filter(partition -> !consumer.assignment().contains(partition))
                .toList();
        consumer.assign(all);
        // A partition that came while the source was at work is read from its beginning: all of it is new.
        boolean isFromEarliest = settings.isFromEarliest() || isBegun || !positions.isEmpty();
        Map<TopicPartition, Long> firsts = consumer.beginningOffsets(added);
        Map<TopicPartition, Long> starts = isFromEarliest ? firsts : consumer.endOffsets(added);
        for (TopicPartition partition : added) {
            String part = Integer.toString(partition.partition());
            long start = starts.getOrDefault(partition, 0L);
            String left = positions.get(part);
            if (left == null) {
                positions.put(part, Long.toString(start));
            }
            long from = left == null ? start : Long.parseLong(left);
            long first = firsts.getOrDefault(partition, 0L);
            if (from < first) {
                LOG.warn("{}: offsets {} to {} were deleted before they were read", partition, from, first - 1);
            }
            consumer.seek(partition, Math.max(from, first));
        }
        lookedNanos = System.nanoTime();
    }

    @Override
    public Batch next(int entriesMax, Duration wait) throws IOException {
        if (!isBegun) {
            isBegun = true;
            // Where it begins is settled before anything is read, or a start from the latest would skip what came
            // since.
            return new Batch(List.of(), positions, false);
        }
        if (System.nanoTime() - lookedNanos > LOOK_NANOS && given == fetched.size()) {
            look();
        }
        if (given == fetched.size()) {
            fetch(wait);
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> moved = new HashMap<>();
        long bytes = 0;
        while (given < fetched.size() && entries.size() < entriesMax && bytes < BYTES_MAX) {
            ConsumerRecord<byte[], byte[]> record = fetched.get(given++);
            bytes += Math.max(0, record.serializedValueSize());
            entries.add(new Entry(
                    record.partition() + ":" + record.offset(), parser.parse(Optional.ofNullable(record.value()))));
            moved.put(Integer.toString(record.partition()), Long.toString(record.offset() + 1));
        }
        positions.putAll(moved);
        return entries.isEmpty() ? Batch.NOTHING : new Batch(entries, moved, false);
    }

    private void fetch(Duration wait) throws IOException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try {
            consumer.poll(wait).forEach(records::add);
        } catch (KafkaException e) {
            throw new IOException(settings.topic() + " cannot be read now: " + e.getMessage(), e);
        }
        fetched = records;
        given = 0;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package caravan.streams.collect;

import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.Replays;
import caravan.streams.flow.StepMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time for which one writer is the writer. Begins by fencing all earlier ones and reading what they published; ends
 * when another is elected, when asked to, or by an exception, and then nothing but the folder and the topics remains.
 */
final class CollectorSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorSession.class);
    private static final Duration WAIT = Duration.ofMillis(100);

    private final CollectSettings settings;
    private final RecordSerdes serdes;
    private final StepMetrics metrics;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Producer<String, byte[]> producer;
    private final Consumer<byte[], byte[]> examples;
    private final Tail<Run> runTail;
    private final Deserializer<EngravingExample> values;
    private final DatasetWriter writer;
    private final Map<String, Run> runs = new HashMap<>();
    private final Set<String> published = new HashSet<>();
    private final LongSupplier clock;
    /** By partition, the first offset that was not taken in. */
    private final SortedMap<Integer, Long> positions = new TreeMap<>();

    private final Map<String, Long> latestByReplay = new HashMap<>();
    private final long begunAt;
    private long waitingSince;

    /** Begins; {@code clock} tells the milliseconds since the epoch. */
    CollectorSession(
            CollectSettings settings,
            CollectorClients clients,
            RecordSerdes serdes,
            StepMetrics metrics,
            LongSupplier clock)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.begunAt = clock.getAsLong();
        this.serdes = serdes;
        this.metrics = metrics;
        try {
            open(FolderLock.of(settings.folder()));
            this.producer = open(clients.fencedProducer());
            this.examples = open(clients.reader());
            this.runTail = open(new Tail<>(Topics.RUNS, clients.reader(), serdes));
            this.values = serdes.values(Topics.EXAMPLES).deserializer();
            this.writer = DatasetWriter.open(settings.folder(), new LocalDisk());
            begin(clients);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    private void begin(CollectorClients clients) throws IOException {
        try (Tail<Dataset> datasets = new Tail<>(Topics.DATASETS, clients.reader(), serdes)) {
            List<Dataset> found = datasets.toTheEnd();
            writer.learn(found);
            found.forEach(dataset -> published.add(dataset.getId()));
        }
        runTail.toTheEnd().forEach(run -> runs.put(run.getId(), run));
        publish();
        List<TopicPartition> partitions = examples.partitionsFor(Topics.EXAMPLES.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        examples.assign(partitions);
        positions.putAll(writer.positions());
        for (TopicPartition partition : partitions) {
            Long position = writer.positions().get(partition.partition());
            if (position == null) {
                examples.seekToBeginning(List.of(partition));
            } else {
                examples.seek(partition, position);
            }
        }
    }

    /** Writes while it is the one to write. */
    void writeWhile(BooleanSupplier elected) throws IOException {
        while (elected.getAsBoolean()) {
            runTail.news().forEach(run -> runs.put(run.getId(), run));
            for (ConsumerRecord<byte[], byte[]> record : examples.poll(WAIT)) {
                take(record);
            }
            // Behind the last record there may be markers of transactions.
            examples.assignment()
                    .forEach(partition -> positions.put(partition.partition(), examples.position(partition)));
            if (isFlushDue()) {
                flush();
            }
            for (Run run : List.copyOf(runs.values())) {
                finishIfDue(run);
            }
            sealQuietReplays();
        }
        flush();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
        metrics.tookIn();
        Optional<String> run = read(record);
        positions.put(record.partition(), record.offset() + 1);
        if (run.isPresent()) {
            sealIfEnough(run.get());
        }
    }

    /** The example's run; empty for a record that is no example. */
    private Optional<String> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            EngravingExample example = values.deserialize(record.topic(), record.headers(), record.value());
            if (example == null) {
                throw new SerializationException("an example must have a value");
            }
            long now = clock.getAsLong();
            if (writer.waiting() == 0) {
                waitingSince = now;
            }
            writer.add(record.partition(), record.offset(), example, now);
            String run = example.getLineage().getRun();
            if (Replays.isReplay(run)) {
                latestByReplay.put(run, now);
            }
            return Optional.of(run);
        } catch (SerializationException e) {
            deadLetter(record, e);
            return Optional.empty();
        }
    }

    /** In the middle of what a poll brought, so that the dataset holds what the rule says and no more. */
    private void sealIfEnough(String id) throws IOException {
        Run run = runs.get(id);
        if (run != null
                && run.getStatus() == RunStatus.RUNNING
                && settings.rules().areEnough(writer.unsealed(id))) {
            seal(id);
        }
    }

    private boolean isFlushDue() {
        return writer.waiting() >= settings.partExamplesMax()
                || (writer.waiting() > 0 && clock.getAsLong() - waitingSince >= settings.partMillisMax());
    }

    private void flush() throws IOException {
        int written = writer.waiting();
        if (written > 0) {
            writer.flush(positions);
            for (int i = 0; i < written; i++) {
                metrics.sentOn();
            }
        }
    }

    private void finishIfDue(Run run) throws IOException {
        if (run.getStatus() != RunStatus.RUNNING) {
            return;
        }
        long unsealed = writer.unsealed(run.getId());
        if (unsealed > 0 && (hasItsTarget(run) || isDue(run.getId(), unsealed))) {
            seal(run.getId());
        } else if (hasItsTarget(run)) {
            complete(run); // started again with a target that its datasets hold already
        }
    }

    private boolean isDue(String run, long unsealed) {
        SealingRules rules = settings.rules();
        return rules.areEnough(unsealed)
                || rules.areLarge(writer.unsealedBytes(run))
                || rules.isLong(writer.waitedMillis(run, clock.getAsLong()));
    }

    /** A replay has no target, and nobody says when it has ended: it has when nothing comes any more. */
    private void sealQuietReplays() throws IOException {
        for (String run : writer.unsealedRuns()) {
            long latest = latestByReplay.getOrDefault(run, begunAt);
            if (Replays.isReplay(run) && settings.rules().isQuiet(clock.getAsLong() - latest)) {
                seal(run);
            }
        }
    }

    private void seal(String run) throws IOException {
        flush();
        writer.seal(run, clock.getAsLong());
        publish();
    }

    private boolean hasItsTarget(Run run) {
        return run.getTargetExamples() > 0 && writer.examples(run.getId()) >= run.getTargetExamples();
    }

    /** Sends what is sealed and not in the topic, each with its run's completion if that has its target. */
    private void publish() {
        for (Dataset dataset : writer.datasets()) {
            if (published.contains(dataset.getId())) {
                continue;
            }
            producer.beginTransaction();
            send(Topics.DATASETS, dataset.getId(), dataset);
            Optional<Run> complete = Optional.ofNullable(runs.get(dataset.getRun()))
                    .filter(run -> run.getStatus() == RunStatus.RUNNING && hasItsTarget(run))
                    .map(CollectorSession::completed);
            complete.ifPresent(last -> send(Topics.RUNS, last.getId(), last));
            producer.commitTransaction();
            complete.ifPresent(last -> runs.put(last.getId(), last));
            published.add(dataset.getId());
        }
    }

    private void complete(Run run) {
        Run complete = completed(run);
        producer.beginTransaction();
        send(Topics.RUNS, complete.getId(), complete);
        producer.commitTransaction();
        runs.put(complete.getId(), complete);
    }

    private static Run completed(Run run) {
        return Run.newBuilder(run)
                .setStatus(RunStatus.COMPLETE)
                .setUpdatedAt(System.currentTimeMillis())
                .build();
    }

    /** Sent at once, before the position moves on: after a crash in between it is sent again, and never lost. */
    private void deadLetter(ConsumerRecord<byte[], byte[]> record, SerializationException why) {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(Topics.DEAD_LETTERS, text(record.key()), record.value());
        record.headers().forEach(letter.headers()::add);
        Map<String, String> headers = Map.of(
                "__streams.errors.exception", why.getClass().getName(),
                "__streams.errors.message", String.valueOf(why.getMessage()),
                "__streams.errors.topic", record.topic(),
                "__streams.errors.partition", Integer.toString(record.partition()),
                "__streams.errors.offset", Long.toString(record.offset()));
        headers.forEach((name, value) -> letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.beginTransaction();
        Future<RecordMetadata> unused = producer.send(letter); // the commit throws what it meets
        producer.commitTransaction();
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
        byte[] bytes = serdes.values(topic).serializer().serialize(topic.name(), value);
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("closing after the work is done; nothing depends on it", e);
            }
        }
    }
}

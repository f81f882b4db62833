package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.Rejection;
import caravan.schemas.Serving;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * One stretch of work between two failures: from joining the group to the first exception.
 *
 * <p>The topic of datasets has one partition, so the group elects one trainer, and stand-bys take over. While a dataset
 * is trained on a thread of its own, the partition is paused and polled, which keeps the place in the group however
 * long it takes; the topic itself is the queue. A model, what it is called, and the offset of its dataset are one
 * transaction: a crash before it leaves nothing that others can see, and the dataset is trained again. The
 * transactional id fences a trainer that was thought dead; it is taken only with the first record, so that a stand-by
 * fences nobody.
 */
final class TrainerSession implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ATTEMPTS = 3;
    private static final String TRACE = "traceparent";

    private final TrainerClients clients;
    private final RecordSerdes serdes;
    private final String base;
    private final Engraver engraver;
    private final Map<String, Integer> failures;
    private final java.util.function.Consumer<TrainerEvent> listener;
    private final Consumer<String, byte[]> consumer;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "caravan-engraving"));
    private Optional<Ownership> ownership = Optional.empty();
    private Optional<Training> training = Optional.empty();
    private boolean hasPublished;

    /** What only the owner of the partition has. */
    private record Ownership(Producer<String, byte[]> producer, TrainedDatasets trained) {}

    /** A dataset in hand. */
    private record Training(
            ConsumerRecord<String, byte[]> record, Dataset dataset, long startedAt, Future<Engraving> engraving) {}

    /**
     * Joins nothing yet.
     *
     * @param failures how often the training of each dataset has failed, kept between sessions
     */
    TrainerSession(
            TrainerClients clients,
            RecordSerdes serdes,
            String base,
            Engraver engraver,
            Map<String, Integer> failures,
            java.util.function.Consumer<TrainerEvent> listener) {
        this.clients = clients;
        this.serdes = serdes;
        this.base = base;
        this.engraver = engraver;
        this.failures = failures;
        this.listener = listener;
        this.consumer = clients.datasets();
    }

    /** Works until told to end, or until something fails. */
    void serve(BooleanSupplier closing) throws IOException, InterruptedException {
        consumer.subscribe(List.of(Topics.DATASETS.name()), new Owner());
        while (!closing.getAsBoolean()) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            if (training.isPresent() && training.get().engraving().isDone()) {
                finish(training.get());
            }
        }
    }

    /** Whether anything came of this session, so that the failure that ended it is a new one. */
    boolean hasPublished() {
        return hasPublished;
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        Ownership owner = own();
        Dataset dataset;
        try {
            dataset = serdes.values(Topics.DATASETS).deserializer().deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            bury(owner, record, e);
            return;
        }
        if (dataset == null) {
            bury(owner, record, new SerializationException("a dataset must have a value, was a tombstone"));
            return;
        }
        long now = System.currentTimeMillis();
        Optional<String> version = owner.trained().version(dataset.getId());
        if (version.isPresent()) {
            publish(
                    record,
                    dataset,
                    Outcome.refused(dataset, "already-trained", "its model is " + version.get(), now, now));
            return;
        }
        consumer.pause(consumer.assignment());
        listener.accept(new TrainerEvent.Started(dataset));
        Future<Engraving> engraving = thread.submit(() ->
                engraver.engrave(dataset, progress -> listener.accept(new TrainerEvent.Progressed(dataset, progress))));
        training = Optional.of(new Training(record, dataset, now, engraving));
    }

    private void finish(Training done) throws IOException, InterruptedException {
        Dataset dataset = done.dataset();
        long now = System.currentTimeMillis();
        Outcome outcome;
        try {
            outcome = Outcome.of(dataset, done.engraving().get(), base, done.startedAt(), now);
        } catch (ExecutionException e) {
            outcome = failed(done, e.getCause() == null ? e : e.getCause(), now);
        }
        training = Optional.empty();
        publish(done.record(), dataset, outcome);
        consumer.resume(consumer.assignment());
    }

    /** Bad data is rejected; bad luck ends the session, until it has struck the same dataset too often. */
    private Outcome failed(Training done, Throwable cause, long now) throws IOException {
        Dataset dataset = done.dataset();
        if (cause instanceof BadDatasetException bad) {
            return Outcome.refused(dataset, bad.reason(), String.valueOf(bad.getMessage()), done.startedAt(), now);
        }
        if (cause instanceof IOException disk) {
            throw new IOException("dataset " + dataset.getId() + ": reading or saving failed", disk);
        }
        int failed = failures.merge(dataset.getId(), 1, Integer::sum);
        if (failed < ATTEMPTS) {
            throw new IllegalStateException(
                    "dataset " + dataset.getId() + ": training failed, attempt " + failed + " of " + ATTEMPTS, cause);
        }
        return Outcome.refused(
                dataset, "training-failed", failed + " attempts failed, the last with " + cause, done.startedAt(), now);
    }

    private void publish(ConsumerRecord<String, byte[]> record, Dataset dataset, Outcome outcome) {
        Ownership owner = own();
        Headers headers = trace(record);
        if (outcome instanceof Outcome.Served served) {
            Model model = served.model();
            Serving serving = served.serving();
            commit(
                    owner,
                    record,
                    List.of(
                            record(Topics.MODELS, model.getVersion(), model, headers),
                            record(Topics.SERVING, serving.getAlias(), serving, headers)));
            owner.trained().add(model);
            listener.accept(new TrainerEvent.Published(dataset, model));
        } else if (outcome instanceof Outcome.Refused refused) {
            Rejection rejection = refused.rejection();
            commit(owner, record, List.of(record(Topics.REJECTIONS, rejection.getId(), rejection, headers)));
            listener.accept(new TrainerEvent.Refused(dataset, rejection));
        }
    }

    /**
     * What cannot be read goes to the dead letters as it came, with the headers that Kafka Streams uses for its own.
     */
    private void bury(Ownership owner, ConsumerRecord<String, byte[]> record, SerializationException cause) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        Map.of(
                        "exception", cause.getClass().getName(),
                        "message", String.valueOf(cause.getMessage()),
                        "topic", record.topic(),
                        "partition", Integer.toString(record.partition()),
                        "offset", Long.toString(record.offset()))
                .forEach((name, value) ->
                        headers.add("__streams.errors." + name, value.getBytes(StandardCharsets.UTF_8)));
        commit(
                owner,
                record,
                List.of(new ProducerRecord<>(Topics.DEAD_LETTERS, null, record.key(), record.value(), headers)));
        listener.accept(new TrainerEvent.Buried(record.topic(), record.partition(), record.offset(), cause));
    }

    /** What came of a record, and that it is done with: seen by others together or not at all. */
    private void commit(
            Ownership owner, ConsumerRecord<String, byte[]> done, List<ProducerRecord<String, byte[]>> made) {
        Producer<String, byte[]> producer = owner.producer();
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = made.stream().map(producer::send).toList();
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(done.topic(), done.partition()), new OffsetAndMetadata(done.offset() + 1)),
                consumer.groupMetadata());
        // A commit fails if a send did, but only the send's own result names the record and the reason.
        producer.flush();
        sent.forEach(TrainerSession::require);
        producer.commitTransaction();
        hasPublished = true;
    }

    private static void require(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a record of the trainer was not taken", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private <V extends SpecificRecord> ProducerRecord<String, byte[]> record(
            Topic<V> topic, String key, V value, Headers headers) {
        byte[] bytes = serdes.values(topic).serializer().serialize(topic.name(), value);
        return new ProducerRecord<>(topic.name(), null, key, bytes, headers);
    }

    private static Headers trace(ConsumerRecord<String, byte[]> record) {
        Headers headers = new RecordHeaders();
        Optional.ofNullable(record.headers().lastHeader(TRACE)).ifPresent(headers::add);
        return headers;
    }

    private Ownership own() {
        if (ownership.isEmpty()) {
            Producer<String, byte[]> producer = clients.fencedProducer();
            try (Consumer<String, byte[]> models = clients.models()) {
                ownership = Optional.of(new Ownership(producer, TrainedDatasets.read(models, serdes)));
            } finally {
                if (ownership.isEmpty()) {
                    producer.close(Duration.ZERO);
                }
            }
        }
        return ownership.get();
    }

    private void disown() {
        training.ifPresent(each -> each.engraving().cancel(true));
        training = Optional.empty();
        ownership.ifPresent(each -> each.producer().close(Duration.ZERO));
        ownership = Optional.empty();
    }

    /** Leaves the group, after the training in hand has ended between two steps. */
    @Override
    public void close() {
        disown();
        thread.shutdownNow();
        try {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
        } finally {
            awaitThread();
        }
    }

    private void awaitThread() {
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Owner implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // The first record, if there is one, makes this trainer the owner.
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                disown();
            }
        }
    }
}

package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.Model;
import caravan.schemas.Topics;
import caravan.schemas.registry.SchemaRegistryException;
import caravan.schemas.wire.RecordSerdes;
import java.io.IOException;
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
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(TrainerSession.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ATTEMPTS = 3;

    private final TrainerClients clients;
    private final RecordSerdes serdes;
    private final String base;
    private final Engraver engraver;
    private final Gate gate;
    private final Map<String, Integer> failures;
    private final java.util.function.Consumer<TrainerEvent> listener;
    private final Consumer<String, byte[]> consumer;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "caravan-engraving"));
    private Optional<Ownership> ownership = Optional.empty();
    private Optional<Training> training = Optional.empty();
    private boolean hasPublished;

    /** What only the owner of the partition has. */
    private record Ownership(OutcomeWriter writer, TrainedDatasets trained) {}

    /** A dataset in hand. */
    private record Training(
            ConsumerRecord<String, byte[]> record, Dataset dataset, long startedAt, Future<Outcome> outcome) {}

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
            Gate gate,
            Map<String, Integer> failures,
            java.util.function.Consumer<TrainerEvent> listener) {
        this.clients = clients;
        this.serdes = serdes;
        this.base = base;
        this.engraver = engraver;
        this.gate = gate;
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
            if (training.isPresent() && training.get().outcome().isDone()) {
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
        consumer.pause(consumer.assignment());
        Optional<Dataset> read = read(owner, record);
        read.ifPresent(dataset -> begin(owner, record, dataset));
        if (training.isEmpty()) {
            consumer.resume(consumer.assignment());
        }
    }

    /** Empty for what is not a dataset, which is buried. */
    private Optional<Dataset> read(Ownership owner, ConsumerRecord<String, byte[]> record) {
        try {
            Optional<Dataset> dataset = Optional.ofNullable(
                    serdes.values(Topics.DATASETS).deserializer().deserialize(record.topic(), record.value()));
            if (dataset.isEmpty()) {
                bury(owner, record, new SerializationException("a dataset must have a value, was a tombstone"));
            }
            return dataset;
        } catch (SerializationException e) {
            bury(owner, record, e);
        } catch (SchemaRegistryException e) {
            if (e.isRetriable()) {
                throw e;
            }
            bury(owner, record, e);
        }
        return Optional.empty();
    }

    private void begin(Ownership owner, ConsumerRecord<String, byte[]> record, Dataset dataset) {
        long now = System.currentTimeMillis();
        Optional<String> version = owner.trained().version(dataset.getId());
        if (version.isPresent()) {
            String detail = "its model is " + version.get();
            publish(record, dataset, Outcome.refused(dataset, "already-trained", detail, now, now));
            return;
        }
        listener.accept(new TrainerEvent.Started(dataset));
        Future<Outcome> outcome = thread.submit(() -> work(dataset, now));
        training = Optional.of(new Training(record, dataset, now, outcome));
    }

    /** On the thread that trains: engraves, and puts the model before the gate. */
    private Outcome work(Dataset dataset, long startedAt)
            throws BadDatasetException, IOException, InterruptedException {
        Engraving engraving =
                engraver.engrave(dataset, progress -> listener.accept(new TrainerEvent.Progressed(dataset, progress)));
        Optional<Outcome> useless = Outcome.uselessness(dataset, engraving, startedAt, System.currentTimeMillis());
        if (useless.isPresent()) {
            return useless.get();
        }
        Model model = Outcome.model(dataset, engraving, base, System.currentTimeMillis());
        Standing standing;
        try (Consumer<String, byte[]> reader = clients.models()) {
            standing = Standing.read(reader, serdes);
        }
        Optional<Evaluation> evaluation = gate.judge(
                model, dataset, standing, percent -> listener.accept(new TrainerEvent.Judging(dataset, percent)));
        return Outcome.of(model, evaluation, System.currentTimeMillis());
    }

    private void finish(Training done) throws IOException, InterruptedException {
        Dataset dataset = done.dataset();
        long now = System.currentTimeMillis();
        Outcome outcome;
        try {
            outcome = done.outcome().get();
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
        if (cause instanceof KafkaException broker) {
            throw broker;
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
        commit(owner, () -> owner.writer().write(outcome, record, consumer.groupMetadata()));
        engraver.forget(dataset);
        if (outcome instanceof Outcome.Served served) {
            owner.trained().add(served.model());
            listener.accept(new TrainerEvent.Published(dataset, served.model()));
        } else if (outcome instanceof Outcome.Withheld withheld) {
            owner.trained().add(withheld.model());
            LOG.warn(
                    "model {} is not served: {}",
                    withheld.model().getVersion(),
                    withheld.evaluation().getReason());
            listener.accept(new TrainerEvent.Withheld(dataset, withheld.model(), withheld.evaluation()));
        } else if (outcome instanceof Outcome.Refused refused) {
            listener.accept(new TrainerEvent.Refused(dataset, refused.rejection()));
        }
    }

    private void bury(Ownership owner, ConsumerRecord<String, byte[]> record, RuntimeException cause) {
        commit(owner, () -> owner.writer().bury(cause, record, consumer.groupMetadata()));
        listener.accept(new TrainerEvent.Buried(record.topic(), record.partition(), record.offset(), cause));
    }

    /**
     * While a stand-by joins or leaves, the group's generation is about to change and the broker refuses the offset;
     * then the partition's owner, which stays the owner, tries again with the new one.
     */
    private void commit(Ownership owner, Runnable write) {
        while (true) {
            try {
                write.run();
                hasPublished = true;
                return;
            } catch (CommitFailedException e) {
                owner.writer().abort();
                // The partition is paused, so this gives no record; it takes part in the change.
                consumer.poll(POLL);
                if (ownership.isEmpty() || !ownership.get().equals(owner)) {
                    throw e;
                }
            }
        }
    }

    private Ownership own() {
        if (ownership.isEmpty()) {
            OutcomeWriter writer = new OutcomeWriter(clients.fencedProducer(), serdes);
            try (Consumer<String, byte[]> models = clients.models()) {
                ownership = Optional.of(new Ownership(writer, TrainedDatasets.read(models, serdes)));
            } finally {
                if (ownership.isEmpty()) {
                    writer.close();
                }
            }
        }
        return ownership.get();
    }

    private void disown() {
        training.ifPresent(each -> each.outcome().cancel(true));
        training = Optional.empty();
        ownership.ifPresent(each -> each.writer().close());
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

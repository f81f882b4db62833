package caravan.trainer;

import caravan.schemas.Dataset;
import caravan.schemas.Topics;
import caravan.schemas.TrainingProgress;
import caravan.schemas.wire.RecordSerdes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people who watch how far a training is: at most one record a second, and the last step's. It is written outside
 * all transactions and without a promise: a broker that is away costs the training half a second each minute, and a
 * record that is lost is followed by another. Thread-safe.
 */
final class ProgressTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressTopic.class);
    private static final long EVERY_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 60_000;

    private final TrainerClients clients;
    private final RecordSerdes serdes;
    private final LongSupplier clock;
    private Optional<Producer<String, byte[]>> producer = Optional.empty();
    private long notBefore;

    /** A topic that nobody has connected to yet; {@code clock} gives milliseconds since the epoch. */
    ProgressTopic(TrainerClients clients, RecordSerdes serdes, LongSupplier clock) {
        this.clients = clients;
        this.serdes = serdes;
        this.clock = clock;
    }

    /** Writes it, if it is time. */
    synchronized void tell(Dataset dataset, EngravingProgress progress) {
        long now = clock.getAsLong();
        boolean isLast = progress.step() == progress.steps();
        if (now < notBefore && !isLast) {
            return;
        }
        notBefore = now + EVERY_MILLIS;
        try {
            byte[] value = serdes.values(Topics.TRAINING_PROGRESS)
                    .serializer()
                    .serialize(Topics.TRAINING_PROGRESS.name(), record(dataset, progress, now));
            if (producer.isEmpty()) {
                producer = Optional.of(clients.hastyProducer());
            }
            Future<RecordMetadata> unused = producer.get()
                    .send(new ProducerRecord<>(Topics.TRAINING_PROGRESS.name(), dataset.getId(), value), (sent, e) -> {
                        if (e != null) {
                            LOG.debug("the progress of {} was not taken", dataset.getId(), e);
                        }
                    });
        } catch (RuntimeException e) {
            notBefore = now + PAUSE_MILLIS;
            LOG.warn("the progress of {} cannot be told for now, the training goes on", dataset.getId(), e);
        }
    }

    private static TrainingProgress record(Dataset dataset, EngravingProgress progress, long now) {
        return TrainingProgress.newBuilder()
                .setDataset(dataset.getId())
                .setView(dataset.getView())
                .setKind(progress.kind())
                .setStep(progress.step())
                .setSteps(progress.steps())
                .setLoss(progress.loss())
                .setHeldOutLoss(
                        progress.heldOutLoss().isPresent()
                                ? progress.heldOutLoss().getAsDouble()
                                : null)
                .setTokensPerSecond(progress.tokensPerSecond())
                .setEtaMillis(progress.remaining().toMillis())
                .setAt(now)
                .build();
    }

    @Override
    public synchronized void close() {
        producer.ifPresent(open -> open.close(Duration.ofMillis(500)));
        producer = Optional.empty();
    }
}

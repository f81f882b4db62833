package caravan.streams.collect;

import caravan.schemas.CommittedClients;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StepMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects examples into datasets, once it is elected, until closed. Whatever a broker or a disk does to it ends the
 * {@link CollectorSession} in hand and is met here, in one place: say what happened, wait, longer each time, and begin
 * a new session, which reads again what is not in the manifest. A full or read-only disk so only makes the datasets
 * late.
 */
public final class Collector implements Runnable, AutoCloseable {
    /** The step's name. */
    public static final String STEP = "collect";

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final Duration WAIT = Duration.ofMillis(100);
    private static final long RETRY_MILLIS_MIN = 500;
    private static final long RETRY_MILLIS_MAX = 30_000;

    private final CollectSettings settings;
    private final CollectorClients clients;
    private final RecordSerdes serdes;
    private final StepMetrics metrics;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * A collector that has not started.
     *
     * @param kafka client properties: at least {@code bootstrap.servers}; with a {@code group.instance.id} of its own a
     *     collector has its place again at once after a crash, else after {@code session.timeout.ms}
     */
    public Collector(CollectSettings settings, Map<String, Object> kafka, RecordSerdes serdes, MeterRegistry meters) {
        this(settings, new KafkaClients(new CommittedClients(kafka)), serdes, meters);
    }

    Collector(CollectSettings settings, CollectorClients clients, RecordSerdes serdes, MeterRegistry meters) {
        this.settings = settings;
        this.clients = clients;
        this.serdes = serdes;
        this.metrics = new StepMetrics(meters, STEP);
    }

    /** Works until closed or interrupted; once. */
    @Override
    public void run() {
        if (!isStarted.compareAndSet(false, true)) {
            throw new IllegalStateException("a collector runs once");
        }
        try {
            long retryMillis = RETRY_MILLIS_MIN;
            while (!isClosing()) {
                long since = System.nanoTime();
                try (Consumer<byte[], byte[]> election = clients.election()) {
                    election.subscribe(List.of(Topics.DATASETS.name()));
                    standUntilClosed(election);
                } catch (IOException | RuntimeException e) {
                    boolean stoodLong = System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS_MAX);
                    retryMillis = stoodLong ? RETRY_MILLIS_MIN : Math.min(RETRY_MILLIS_MAX, retryMillis * 2);
                    LOG.warn(
                            "{}: collecting stopped and begins anew in {} ms; nothing is lost",
                            settings.folder(),
                            retryMillis,
                            e);
                    if (closing.await(retryMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** Waits to be elected, and writes while it is. */
    private void standUntilClosed(Consumer<byte[], byte[]> election) throws IOException {
        while (!isClosing()) {
            election.poll(WAIT);
            if (!election.assignment().isEmpty()) {
                try (CollectorSession session =
                        new CollectorSession(settings, clients, serdes, metrics, System::currentTimeMillis)) {
                    LOG.info("collects examples into {}", settings.folder());
                    session.writeWhile(() -> isElected(election));
                }
            }
        }
    }

    /** Polling keeps the place in the group; what comes back are datasets, which the session reads for itself. */
    private boolean isElected(Consumer<byte[], byte[]> election) {
        election.poll(Duration.ZERO);
        return !isClosing() && !election.assignment().isEmpty();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Writes what waits to a part, and waits until {@link #run()} has ended. */
    @Override
    public void close() {
        closing.countDown();
        if (isStarted.get()) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package caravan.trainer;

import caravan.schemas.CommittedClients;
import caravan.schemas.wire.RecordSerdes;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model on each sealed dataset, one after the other, and publishes those that learned something; those that
 * the gate lets through are served at once.
 *
 * <p>{@link #run()} works until {@link #close()}. Whatever a broker, a disk or an engine does to it ends the
 * {@link TrainerSession} in hand and is met here, in one place: wait, longer each time, and begin a new session, which
 * reads again what had not been published. A dataset whose training itself fails three times is rejected, so that it
 * cannot hold up those behind it.
 *
 * <p>Counts {@code caravan.step.in{step=trainer}}, {@code caravan.step.out} and {@code caravan.step.rejected{reason}},
 * each dataset when its outcome is committed; of those that gave a model, {@code caravan.trainer.gate{decision}} says
 * whether it is served ({@code passed}, or {@code open} without a gate) or only kept ({@code refused}). How far a
 * training is, goes to {@code caravan.training-progress}.
 */
public final class TrainerService implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerService.class);
    private static final long RETRY_MILLIS_MIN = 1_000;
    private static final long RETRY_MILLIS_MAX = 60_000;

    private final TrainerClients clients;
    private final RecordSerdes serdes;
    private final String base;
    private final Engraver engraver;
    private final Gate gate;
    private final ProgressTopic progress;
    private final Consumer<TrainerEvent> listener;
    private final Map<String, Integer> failures = new HashMap<>();
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** A service that has not started, and serves every model that was trained well. */
    public TrainerService(
            Map<String, Object> kafka,
            RecordSerdes serdes,
            String base,
            Engraver engraver,
            MeterRegistry meters,
            Consumer<TrainerEvent> listener) {
        this(kafka, serdes, base, engraver, Gate.OPEN, meters, listener);
    }

    /**
     * A service that has not started.
     *
     * @param kafka client properties: at least {@code bootstrap.servers}; with a {@code group.instance.id} of its own a
     *     trainer has its place again at once after a crash, else after {@code session.timeout.ms}
     * @param base version of the base that the engraver trains on
     * @param gate decides which models are served
     * @param listener told what happens, on the service's threads; must not wait
     */
    public TrainerService(
            Map<String, Object> kafka,
            RecordSerdes serdes,
            String base,
            Engraver engraver,
            Gate gate,
            MeterRegistry meters,
            Consumer<TrainerEvent> listener) {
        this.clients = new TrainerClients(new CommittedClients(kafka));
        this.serdes = serdes;
        this.base = base;
        this.engraver = engraver;
        this.gate = gate;
        this.progress = new ProgressTopic(clients, serdes, System::currentTimeMillis);
        this.listener = event -> {
            count(event, meters);
            if (event instanceof TrainerEvent.Progressed progressed) {
                progress.tell(progressed.dataset(), progressed.progress());
            }
            listener.accept(event);
        };
    }

    /**
     * Works until closed or interrupted; once. A JVM that stops meanwhile closes it first, since one that stops within
     * a native training step crashes.
     */
    @Override
    public void run() {
        if (!isStarted.compareAndSet(false, true)) {
            throw new IllegalStateException("a trainer service runs once");
        }
        Thread hook = new Thread(this::close, "caravan-trainer-shutdown");
        if (!addHook(hook)) {
            ended.countDown();
            return;
        }
        try {
            long retryMillis = RETRY_MILLIS_MIN;
            while (!isClosing()) {
                retryMillis = runSession(retryMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            progress.close();
            ended.countDown();
            removeHook(hook);
        }
    }

    private static boolean addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            LOG.debug("the JVM is stopping already, so nothing is begun", e);
            return false;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM is stopping already", e);
        }
    }

    /** Gives how long to wait after the next failure. */
    private long runSession(long retryMillis) throws InterruptedException {
        TrainerSession session = new TrainerSession(clients, serdes, base, engraver, gate, failures, listener);
        try (session) {
            session.serve(this::isClosing);
            return retryMillis;
        } catch (IOException | RuntimeException e) {
            long waitMillis = session.hasPublished() ? RETRY_MILLIS_MIN : retryMillis;
            LOG.warn("the trainer failed and begins anew in {} ms", waitMillis, e);
            listener.accept(new TrainerEvent.Failed(e, waitMillis));
            boolean closed = closing.await(waitMillis, TimeUnit.MILLISECONDS);
            return closed ? waitMillis : Math.min(RETRY_MILLIS_MAX, waitMillis * 2);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private static void count(TrainerEvent event, MeterRegistry meters) {
        if (event instanceof TrainerEvent.Published || event instanceof TrainerEvent.Withheld) {
            meters.counter("caravan.step.in", "step", Outcome.STEP).increment();
            meters.counter("caravan.step.out", "step", Outcome.STEP).increment();
            meters.counter("caravan.trainer.gate", "decision", decision(event)).increment();
        } else if (event instanceof TrainerEvent.Refused refused) {
            String reason = refused.rejection().getReason();
            meters.counter("caravan.step.in", "step", Outcome.STEP).increment();
            meters.counter("caravan.step.rejected", "step", Outcome.STEP, "reason", reason)
                    .increment();
        }
    }

    private static String decision(TrainerEvent event) {
        if (event instanceof TrainerEvent.Withheld) {
            return "refused";
        }
        return event instanceof TrainerEvent.Published published && GateMetrics.hasJudged(published.model())
                ? "passed"
                : "open";
    }

    /** Ends the training in hand between two steps, unpublished, and waits until {@link #run()} has ended. */
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

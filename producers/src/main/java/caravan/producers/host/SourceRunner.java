package caravan.producers.host;

import caravan.producers.SourceKind.Opener;
import caravan.schemas.Source;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source at work, in a thread of its own, until it ends or is stopped. Whatever goes wrong ends the
 * {@link SourceSession} in hand and is met here, in one place: say what happened, wait, longer each time, and go on
 * from what was committed last. Other sources know nothing of it.
 */
final class SourceRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRunner.class);
    private static final long RETRY_MILLIS_MIN = 500;
    private static final long RETRY_MILLIS_MAX = 30_000;
    private static final long STOP_MILLIS = 10_000;

    private final Source source;
    private final Opener opener;
    private final Surroundings around;
    private final Intake intake;
    private final SourceMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    SourceRunner(Source source, Opener opener, Surroundings around, Intake intake, SourceMeters meters) {
        this.source = source;
        this.opener = opener;
        this.around = around;
        this.intake = intake;
        this.meters = meters;
        this.thread = new Thread(this, "source-" + source.getName());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Source source() {
        return source;
    }

    @Override
    public void run() {
        long retryMillis = RETRY_MILLIS_MIN;
        try {
            while (!isStopping()) {
                long since = System.nanoTime();
                try (SourceSession session = SourceSession.begin(source, around, intake, meters)) {
                    session.work(opener, this::isStopping);
                    return;
                } catch (IOException | RuntimeException e) {
                    if (isStopping()) {
                        LOG.info("source {} stopped: {}", source.getName(), e.getMessage());
                        return;
                    }
                    // One that is fenced is tried again too: if another process was elected, this one is stopped soon.
                    boolean ranLong = System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS_MAX);
                    retryMillis = ranLong ? RETRY_MILLIS_MIN : Math.min(RETRY_MILLIS_MAX, retryMillis * 2);
                    meters.failed();
                    LOG.warn("source {} failed and is tried again in {} ms", source.getName(), retryMillis, e);
                    if (stopping.await(retryMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    void askToStop() {
        stopping.countDown();
    }

    /** Waits until it has stopped; a source that does not come back from a read is interrupted. */
    void awaitStop() throws InterruptedException {
        thread.join(STOP_MILLIS);
        if (thread.isAlive()) {
            LOG.warn("source {} does not stop and is interrupted", source.getName());
            thread.interrupt();
            thread.join(STOP_MILLIS);
        }
    }
}

package caravan.cli.clone;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.Caravan;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.schemas.Run;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clones whatever run comes to its end, until closed, for a caravan that goes on for ever. */
public final class CloningThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloningThread.class);
    private static final long LOOK_MILLIS = 2_000;

    private final Caravan.AtWork atWork;
    private final CaravanConfig config;
    private final Consumer<Run> listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "cloning");

    private CloningThread(Caravan.AtWork atWork, CaravanConfig config, Consumer<Run> listener) {
        this.atWork = atWork;
        this.config = config;
        this.listener = listener;
    }

    /** Begins to look for runs to clone; {@code listener} is told of each that it works on, on the thread's own. */
    public static CloningThread start(Caravan.AtWork atWork, CaravanConfig config, Consumer<Run> listener) {
        CloningThread cloning = new CloningThread(atWork, config, listener);
        cloning.thread.setDaemon(true);
        cloning.thread.start();
        return cloning;
    }

    private void work() {
        Cloning cloning = new Cloning(atWork.cluster());
        try {
            while (!isClosingAfterALook()) {
                try {
                    Optional<Run> due = cloning.due();
                    if (due.isPresent()) {
                        carryOut(cloning, due.get());
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.warn("verbose cloning failed and is looked at again in {} ms", LOOK_MILLIS, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(Cloning cloning, Run run) throws IOException, InterruptedException {
        listener.accept(run);
        try (RunFollower follower = RunFollower.start(atWork.cluster(), run.getId())) {
            Progress progress = follower.progress();
            while (!Cloning.isOver(progress)) {
                if (isClosingAfterALook()) {
                    return;
                }
                progress = follower.progress();
                cloning.settle(progress);
            }
        }
        new BeforeAfter(atWork, config.steps().verbose(), config.trainer().heldOutShare())
                .measure(run)
                .ifPresent(figures -> BeforeAfterLines.of(figures).forEach(LOG::info));
    }

    private boolean isClosingAfterALook() throws InterruptedException {
        return closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

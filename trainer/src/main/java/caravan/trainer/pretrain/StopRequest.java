package caravan.trainer.pretrain;

import java.util.concurrent.CountDownLatch;

/**
 * Lets a training end after the step in hand when the JVM is asked to stop (Ctrl-C, SIGTERM): libtorch must not be torn
 * down under a native step. Close it when the training has ended; until then the JVM waits. Thread-safe.
 */
final class StopRequest implements AutoCloseable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::makeAndWait, "pretrain-stop");
    private volatile boolean made;

    /** Made by the JVM's end. */
    static StopRequest ofShutdown() {
        StopRequest request = new StopRequest();
        Runtime.getRuntime().addShutdownHook(request.hook);
        return request;
    }

    /** Asks the training to end. */
    void make() {
        made = true;
    }

    boolean isMade() {
        return made;
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            made = true; // The JVM is stopping already, and its hook has just been let go.
        }
    }

    private void makeAndWait() {
        make();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

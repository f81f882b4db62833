package caravan.trainer;

import java.util.concurrent.Semaphore;

/**
 * Turns on the cores. Where training and generation share a JVM, both take a turn for each step, since two engines that
 * each use every core at once are slower than one after the other.
 */
@FunctionalInterface
public interface CoreTurns {
    /** Nobody else is there. */
    CoreTurns ALONE = () -> () -> {};

    /** Waits until it is the caller's turn; closing the turn passes it on. */
    Turn take() throws InterruptedException;

    /** A turn in hand. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Turns given in the order of asking by a semaphore that others share; it should be fair and have one permit. */
    static CoreTurns of(Semaphore cores) {
        return () -> {
            cores.acquire();
            return cores::release;
        };
    }
}

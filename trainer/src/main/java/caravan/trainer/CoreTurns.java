package caravan.trainer;

import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;

/**
 * Turns on the cores. Where training and generation share a JVM, both take a turn for each pass through their model,
 * since two engines that each use every core at once are slower than one after the other.
 */
@FunctionalInterface
public interface CoreTurns {
    /** Nobody else is there. */
    CoreTurns ALONE = DoubleSupplier::getAsDouble;

    /** Waits until it is the caller's turn, makes the pass, and passes the turn on; gives what the pass gave. */
    double take(DoubleSupplier pass) throws InterruptedException;

    /** Turns given in the order of asking by a semaphore that others share: fair, and of one permit. */
    static CoreTurns of(Semaphore cores) {
        return pass -> {
            cores.acquire();
            try {
                return pass.getAsDouble();
            } finally {
                cores.release();
            }
        };
    }
}

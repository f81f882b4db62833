package caravan.streams.backlog;

import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps calls from an engine that is down, and finds out by itself when it is back: after a failure no call is let
 * through for a while, then a single probe; whatever shows that the engine lives closes the circuit. Shared by all
 * tasks of the JVM because they share the engine. Thread-safe.
 */
public final class Circuit {
    /** Where a circuit stands. */
    public enum State {
        /** Every call is let through. */
        CLOSED,
        /** None is. */
        OPEN,
        /** One is on its way, to see. */
        PROBING
    }

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);
    private static final long NOT_YET_SET = -1;

    private final Backoff backoff;
    private final RandomGenerator random;
    private State state = State.CLOSED;
    private int failures;
    private long probeAt = NOT_YET_SET;

    /** A closed circuit whose probes are so far apart. */
    public Circuit(Backoff backoff, RandomGenerator random) {
        this.backoff = backoff;
        this.random = random;
    }

    /** Where it stands. */
    public synchronized State state() {
        return state;
    }

    /** Whether a call may be made now; if it is the probe, no other is until its outcome is told. */
    synchronized boolean admits(long nowMillis) {
        if (state == State.CLOSED) {
            return true;
        }
        if (state == State.PROBING) {
            return false;
        }
        if (probeAt == NOT_YET_SET) {
            probeAt = nowMillis + backoff.delayMillis(failures, random);
        }
        if (nowMillis < probeAt) {
            return false;
        }
        state = State.PROBING;
        return true;
    }

    /** The engine answered, if only that it is busy or that the call is wrong. */
    synchronized void lives() {
        if (state != State.CLOSED) {
            LOG.info("the engine is back");
        }
        state = State.CLOSED;
        failures = 0;
    }

    /** The engine is down. Calls that fail together, while the circuit is open, count once. */
    synchronized void isDown() {
        if (state != State.OPEN) {
            LOG.warn("the engine is down ({} times in a row): requests are kept, and it is probed", failures + 1);
            state = State.OPEN;
            failures++;
            probeAt = NOT_YET_SET;
        }
    }

    /** A call was given up, so that nothing is known; if it was the probe, another may be made. */
    synchronized void isUnknown() {
        if (state == State.PROBING) {
            state = State.OPEN;
        }
    }
}

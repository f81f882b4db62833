package caravan.inference.openai;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What answers and refusals tell of a server's load, and what follows for the limit and the gate. Thread-safe. */
final class Congestion {
    private static final Logger LOG = LoggerFactory.getLogger(Congestion.class);
    private static final Duration LATELY = Duration.ofMinutes(1);

    private final AdaptiveLimit limit;
    private final Gate gate;
    private int refusalsInARow;
    private boolean hasAnswered;
    private long lastAnswerNanos;

    Congestion(AdaptiveLimit limit, Gate gate) {
        this.limit = limit;
        this.gate = gate;
    }

    /** Whether a call was answered well of late. */
    synchronized boolean isLively() {
        return hasAnswered && System.nanoTime() - lastAnswerNanos < LATELY.toNanos();
    }

    /** A call was answered well, so many tokens in that time. */
    void answered(long call, long millis, int tokens) {
        synchronized (this) {
            refusalsInARow = 0;
            hasAnswered = true;
            lastAnswerNanos = System.nanoTime();
        }
        limit.answered(call, gate.inFlight(), millis, tokens);
    }

    /** A call was given up as too slow. */
    void tooSlow(long call) {
        limit.refused(call);
    }

    /** A call got a status that is none of success. Gives how long the server wants to be left alone. */
    Optional<Duration> refused(long call, int status, HttpHeaders headers) {
        Optional<Duration> askedFor = Pause.askedFor(headers, Instant.now());
        if (status == 429 || status == 503) {
            limit.refused(call);
            Duration pause = Pause.of(askedFor, countRefusal());
            gate.shutFor(pause);
            LOG.debug("status {}: at most {} calls at a time, and none for {}", status, limit.limit(), pause);
        }
        return askedFor;
    }

    private synchronized int countRefusal() {
        return ++refusalsInARow;
    }
}

package caravan.inference.openai;

import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a slow server from a dead one: when calls wait and nothing at all has come from it for a while, it is asked for
 * its list of models, which takes no model. Any answer, even a refusal, is a sign of life; two questions in a row
 * without one, and the calls under way are given up as UNAVAILABLE.
 */
final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final int QUESTIONS = 2;

    private final Connection connection;
    private final URI question;
    private final Duration silence;
    private final Map<Long, CompletableFuture<HttpResponse<byte[]>>> underWay = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile long lastSignNanos = System.nanoTime();
    private volatile boolean isAsking;
    private int unanswered;

    Pulse(Connection connection, URI question, Duration silence) {
        this.connection = connection;
        this.question = question;
        this.silence = silence;
    }

    /** Listens until the clock is stopped. */
    void startOn(ScheduledExecutorService clock) {
        long everyNanos = silence.toNanos() / 4;
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::listen, everyNanos, everyNanos, TimeUnit.NANOSECONDS);
    }

    /** Completes what is to become an answer with a {@link ModelException} if the server turns out to be dead. */
    void watch(CompletableFuture<HttpResponse<byte[]>> answer) {
        if (underWay.isEmpty()) {
            lastSignNanos = System.nanoTime(); // Silence counts from when there is something to answer.
        }
        long number = numbers.getAndIncrement();
        underWay.put(number, answer);
        CompletableFuture<HttpResponse<byte[]>> unused = answer.whenComplete((response, thrown) -> {
            underWay.remove(number);
            if (response != null) {
                lives();
            }
        });
    }

    /** Ends all that is watched. */
    void giveUp(ModelException why) {
        underWay.values().forEach(answer -> answer.completeExceptionally(why));
    }

    private void lives() {
        lastSignNanos = System.nanoTime();
    }

    private void listen() {
        boolean isSilent = System.nanoTime() - lastSignNanos > silence.toNanos();
        if (underWay.isEmpty() || !isSilent) {
            unanswered = 0;
        } else if (!isAsking) {
            isAsking = true;
            CompletableFuture<HttpResponse<byte[]>> unused =
                    connection.get(question, silence).whenComplete((response, thrown) -> told(response != null));
        }
    }

    private synchronized void told(boolean hasAnswered) {
        if (hasAnswered) {
            lives();
            unanswered = 0;
        } else if (++unanswered >= QUESTIONS) {
            unanswered = 0;
            LOG.warn("{}: no sign of life, {} calls are given up", question, underWay.size());
            giveUp(new ModelException(
                    Kind.UNAVAILABLE,
                    "no-sign-of-life",
                    "%s: silent for %s and %d questions".formatted(question, silence, QUESTIONS)));
        }
        isAsking = false;
    }
}

package caravan.inference.openai;

import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where calls wait for their turn: as many go through at a time as the limit says, a higher priority first, then who
 * came first; none while it is shut. Thread-safe.
 */
final class Gate {
    /** Shut for longer than this, it turns callers away, for they keep calls better than it does. */
    static final Duration WAIT_MAX = Duration.ofMinutes(2);

    private final AdaptiveLimit limit;
    private final ScheduledExecutorService clock;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private int inFlight;
    private long arrivals;
    private long openAtNanos = System.nanoTime();
    private boolean isClosed;

    Gate(AdaptiveLimit limit, ScheduledExecutorService clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** One who waits: {@code go} is called once when it is its turn, or {@code turnedAway} when that will not be. */
    record Waiting(int priority, long arrival, Runnable go, Consumer<ModelException> turnedAway)
            implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : Long.compare(arrival, other.arrival);
        }
    }

    /** Waits for its turn, which may be at once and on this thread. */
    Waiting enter(int priority, Runnable go, Consumer<ModelException> turnedAway) {
        Waiting newcomer;
        synchronized (this) {
            newcomer = new Waiting(priority, arrivals++, go, turnedAway);
            waiting.add(newcomer);
        }
        move();
        return newcomer;
    }

    /** Waits no longer. */
    synchronized void giveUp(Waiting who) {
        waiting.remove(who);
    }

    /** One that went through is done. */
    void leave() {
        synchronized (this) {
            inFlight--;
        }
        move();
    }

    /** Lets nobody through for so long. */
    void shutFor(Duration pause) {
        synchronized (this) {
            long until = System.nanoTime() + pause.toNanos();
            if (until - openAtNanos > 0) {
                openAtNanos = until;
            }
        }
        move();
        if (!clock.isShutdown()) {
            ScheduledFuture<?> unused = clock.schedule(this::move, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Turns everybody away from now on. */
    void close() {
        synchronized (this) {
            isClosed = true;
        }
        move();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized int inFlight() {
        return inFlight;
    }

    private void move() {
        List<Runnable> moves = new ArrayList<>();
        synchronized (this) {
            long shutNanos = openAtNanos - System.nanoTime();
            if (isClosed) {
                turnAway(moves, new ModelException(Kind.UNAVAILABLE, "closed", "the client is closed"));
            } else if (shutNanos > WAIT_MAX.toNanos()) {
                turnAway(
                        moves,
                        new ModelException(
                                Kind.UNAVAILABLE,
                                "told-to-wait",
                                "the server asked to be left alone for another "
                                        + TimeUnit.NANOSECONDS.toSeconds(shutNanos) + " s"));
            } else if (shutNanos <= 0) {
                while (inFlight < limit.limit() && !waiting.isEmpty()) {
                    inFlight++;
                    moves.add(waiting.remove().go());
                }
            }
        }
        moves.forEach(Runnable::run);
    }

    private void turnAway(List<Runnable> moves, ModelException why) {
        waiting.forEach(who -> moves.add(() -> who.turnedAway().accept(why)));
        waiting.clear();
    }
}

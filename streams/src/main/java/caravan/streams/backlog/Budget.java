package caravan.streams.backlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places for calls in flight, shared by all tasks of the JVM because they share the engine. They are shared out by
 * weight: while several steps want places, each holds its weight's part of them at most; what the others do not want,
 * one step may have alone. Of the part of a step that wants nothing a quarter stays free, so that its next request is
 * submitted at once and not after somebody's call. Within a step the places are shared evenly between the tasks that
 * want them. Thread-safe.
 */
public final class Budget {
    /** A wish lapses unless it is repeated: a task that stalls must not keep places empty. */
    private static final long WISH_MILLIS = 1_000;

    private static final double KEPT_FREE = 0.25;

    private final int places;
    private final Map<String, Step> steps = new HashMap<>();
    private int taken;

    /** The places of one step. */
    private static final class Step {
        private final int weight;
        private final List<Seat> seats = new ArrayList<>();
        private int held;

        Step(int weight) {
            this.weight = weight;
        }

        boolean wishes(long nowMillis) {
            return seats.stream().anyMatch(seat -> seat.wishes(nowMillis));
        }

        boolean isActive(long nowMillis) {
            return held > 0 || wishes(nowMillis);
        }
    }

    /** Places for so many calls; two full batches keep a batching engine busy, beyond what is kept free. */
    public Budget(int places) {
        if (places < 1) {
            throw new IllegalArgumentException("places must be at least 1, was " + places);
        }
        this.places = places;
    }

    /** A task's part in the budget; the first seat of a step decides its weight, at least 1. */
    public synchronized Seat join(String step, int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("weight of " + step + " must be at least 1, was " + weight);
        }
        Step own = steps.computeIfAbsent(step, unused -> new Step(weight));
        Seat seat = new Seat(own);
        own.seats.add(seat);
        return seat;
    }

    /** How many calls are in flight. */
    public synchronized int taken() {
        return taken;
    }

    private boolean isFree(Seat seat, long nowMillis) {
        Step own = seat.step;
        int all = 0;
        int active = own.weight;
        boolean contested = false;
        for (Step step : steps.values()) {
            all += step.seats.isEmpty() ? 0 : step.weight;
            if (step != own && step.isActive(nowMillis)) {
                active += step.weight;
                contested |= step.wishes(nowMillis);
            }
        }
        int open = places - keptFree(own, all, nowMillis);
        int ofStep = contested ? Math.max(1, open * own.weight / active) : open;
        long rivals = own.seats.stream()
                .filter(other -> other != seat && other.wishes(nowMillis))
                .count();
        // Rounded up: 61 places for 32 tasks are two for most of them, not one for each and the rest for nobody.
        long ofSeat = (ofStep + rivals) / (rivals + 1);
        return taken < open && own.held < ofStep && seat.held < ofSeat;
    }

    /** Places for those that want nothing now, of all weights together. */
    private int keptFree(Step own, int all, long nowMillis) {
        int kept = 0;
        for (Step step : steps.values()) {
            if (step != own && !step.seats.isEmpty() && !step.isActive(nowMillis)) {
                kept += (int) (KEPT_FREE * places * step.weight / all);
            }
        }
        return kept;
    }

    /** One task's part. Closing it does not give back what is in flight: each call gives back its own place. */
    public final class Seat implements AutoCloseable {
        private final Step step;
        private int held;
        private long wishedAt = -1;

        private Seat(Step step) {
            this.step = step;
        }

        /** Takes a place if one is free for this task; if not, remembers that it wants one. */
        boolean take(long nowMillis) {
            synchronized (Budget.this) {
                boolean free = isFree(this, nowMillis);
                wishedAt = free ? -1 : nowMillis;
                if (free) {
                    held++;
                    step.held++;
                    taken++;
                }
                return free;
            }
        }

        /** Gives one place back. */
        void giveBack() {
            synchronized (Budget.this) {
                held--;
                step.held--;
                taken--;
            }
        }

        private boolean wishes(long nowMillis) {
            return wishedAt >= 0 && nowMillis - wishedAt <= WISH_MILLIS;
        }

        @Override
        public void close() {
            synchronized (Budget.this) {
                step.seats.remove(this);
            }
        }
    }
}

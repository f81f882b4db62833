package caravan.streams.backlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The places for calls in flight, shared by all tasks of the JVM because they share the engine. Downstream first: a
 * place goes to the lowest rank that wants one, so that the backlog drains before it grows, and a quarter of the places
 * is kept free of higher ranks while a lower one has a seat, so that its next request is submitted at once and not
 * after somebody's call. Within a rank the places are shared evenly between the tasks that want them. Thread-safe.
 */
public final class Budget {
    /** A wish lapses unless it is repeated: a task that stalls must not keep places empty. */
    private static final long WISH_MILLIS = 1_000;

    private final int places;
    private final List<Seat> seats = new ArrayList<>();
    private int taken;

    /** Places for so many calls; about two full batches keep a batching engine busy. */
    public Budget(int places) {
        if (places < 1) {
            throw new IllegalArgumentException("places must be at least 1, was " + places);
        }
        this.places = places;
    }

    /** A task's part in the budget. */
    public synchronized Seat join(int rank) {
        Seat seat = new Seat(rank);
        seats.add(seat);
        return seat;
    }

    /** How many calls are in flight. */
    public synchronized int taken() {
        return taken;
    }

    private boolean isFree(Seat seat, long nowMillis) {
        boolean lowerRankSits = false;
        int rivals = 0;
        for (Seat other : seats) {
            boolean wishes = other.wishedAt >= 0 && nowMillis - other.wishedAt <= WISH_MILLIS;
            lowerRankSits |= other.rank < seat.rank;
            if (other.rank < seat.rank && wishes) {
                return false;
            }
            if (other.rank == seat.rank && other != seat && wishes) {
                rivals++;
            }
        }
        int open = lowerRankSits ? places - places / 4 : places;
        int share = rivals == 0 ? places : Math.max(1, places / (rivals + 1));
        return taken < open && seat.held < share;
    }

    /** One task's part. Closing it does not give back what is in flight: each call gives back its own place. */
    public final class Seat implements AutoCloseable {
        private final int rank;
        private int held;
        private long wishedAt = -1;

        private Seat(int rank) {
            this.rank = rank;
        }

        /** Takes a place if one is free for this task; if not, remembers that it wants one. */
        boolean take(long nowMillis) {
            synchronized (Budget.this) {
                boolean free = isFree(this, nowMillis);
                wishedAt = free ? -1 : nowMillis;
                if (free) {
                    held++;
                    taken++;
                }
                return free;
            }
        }

        /** Gives one place back. */
        void giveBack() {
            synchronized (Budget.this) {
                held--;
                taken--;
            }
        }

        @Override
        public void close() {
            synchronized (Budget.this) {
                seats.remove(this);
            }
        }
    }
}

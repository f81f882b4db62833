package caravan.producers.host;

import java.util.HashMap;
import java.util.Map;

/**
 * Shares out what the path can take. Without a limit nobody waits; with one, those who want more are served by their
 * weights: each has a clock that runs by entries / weight, and the one that is furthest behind comes next (stride
 * scheduling, Waldspurger and Weihl 1995). A source that has used up its latest share is wanted back while it sends
 * that, so nobody may run ahead of it by more than a piece; one that had nothing is set to the clock of those at work
 * when it comes back, so that nobody saves up. Thread-safe.
 */
public final class Intake {
    private static final int PIECE = 100;
    private static final long WANTED_BACK_NANOS = 1_000_000_000L;
    private static final long LOOK_MILLIS = 50;

    private final long backlogMax;
    private final Map<String, Share> shares = new HashMap<>();
    private long room;
    private double served;

    /** Where a source stands; guarded by the intake. */
    private static final class Share {
        private double clock;
        private boolean isWaiting;
        private boolean isHungry;
        private long tookNanos;

        boolean isWantedBack(long now) {
            return isHungry && !isWaiting && now - tookNanos < WANTED_BACK_NANOS;
        }
    }

    /** An intake that stops at so many prompts on the way; 0 never stops. */
    public Intake(long backlogMax) {
        this.backlogMax = backlogMax;
    }

    /** So many prompts are on the way now. */
    public synchronized void onTheWay(long backlog) {
        room = Math.max(0, backlogMax - backlog);
        notifyAll();
    }

    /** Whether nothing is taken now. */
    public synchronized boolean isDeep() {
        return backlogMax > 0 && room == 0;
    }

    /** Up to {@code wanted} entries of a source; 0 if its turn did not come within the time. */
    public synchronized int take(String source, double weight, int wanted, long waitMillis)
            throws InterruptedException {
        if (backlogMax == 0) {
            return wanted;
        }
        long end = System.nanoTime() + waitMillis * 1_000_000;
        Share share = shares.computeIfAbsent(source, unused -> new Share());
        if (!share.isWantedBack(System.nanoTime())) {
            share.clock = Math.max(share.clock, served);
        }
        share.isWaiting = true;
        try {
            while (room == 0 || !isNext(source, share.clock)) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return 0;
                }
                wait(Math.min(left, LOOK_MILLIS));
            }
            // A short room is dealt in small pieces, so that weights hold even over a few entries.
            int given = (int) Math.min(wanted, isAlone(source) ? room : Math.min(room, PIECE));
            served = share.clock;
            share.clock += given / weight;
            share.isHungry = true;
            share.tookNanos = System.nanoTime();
            room -= given;
            return given;
        } finally {
            share.isWaiting = false;
            notifyAll();
        }
    }

    /** What was taken and not used: the source has no more now. */
    public synchronized void giveBack(String source, double weight, int unused) {
        Share share = shares.get(source);
        if (unused > 0 && share != null) {
            share.clock -= unused / weight;
            share.isHungry = false;
            room += unused;
            notifyAll();
        }
    }

    private boolean isNext(String source, double clock) {
        long now = System.nanoTime();
        return shares.entrySet().stream()
                .filter(other -> !other.getKey().equals(source))
                .noneMatch(other -> {
                    Share share = other.getValue();
                    return share.isWaiting
                            ? share.clock < clock
                                    || (share.clock == clock && other.getKey().compareTo(source) < 0)
                            : share.isWantedBack(now) && share.clock < clock - PIECE;
                });
    }

    private boolean isAlone(String source) {
        long now = System.nanoTime();
        return shares.entrySet().stream()
                .filter(other -> !other.getKey().equals(source))
                .noneMatch(
                        other -> other.getValue().isWaiting || other.getValue().isWantedBack(now));
    }
}

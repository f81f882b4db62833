package caravan.streams.backlog;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: before try {@code n} a time drawn evenly from [0, min(longest, first *
 * 2^(n-1))]. Of the jitters compared in Brooker, "Exponential Backoff And Jitter" (AWS, 2015), it makes the fewest
 * calls in all.
 *
 * @param first upper end of the first wait
 * @param longest upper end of every later wait
 */
public record Backoff(Duration first, Duration longest) {
    private static final int DOUBLINGS_MAX = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "backoff must have 0 < first <= longest, was first " + first + ", longest " + longest);
        }
    }

    /** How long to wait after so many failures, in milliseconds. */
    public long delayMillis(int failures, RandomGenerator random) {
        long ceiling = first.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
        return random.nextLong(Math.min(longest.toMillis(), ceiling) + 1);
    }
}

package caravan.streams.backlog;

import java.time.Duration;

/**
 * How a backlog behaves.
 *
 * @param drainEvery wall-clock time between two landings of results
 * @param visitsMax how many entries one landing looks at, so that a long backlog that waits never holds up the thread
 * @param attemptsMax how many submissions may fail before the request gets an error, at least 1
 * @param backoff the wait between them
 * @param callLimit a call without an answer for so long counts as failed, once; far above any healthy call
 * @param recordBytesMax the largest record; below Kafka's {@code max.request.size} by room for key and headers
 * @param memory how long ids and calls are remembered after they are done; longer than requests are retained
 */
public record BacklogSettings(
        Duration drainEvery,
        int visitsMax,
        int attemptsMax,
        Backoff backoff,
        Duration callLimit,
        int recordBytesMax,
        Duration memory) {
    public BacklogSettings {
        if (attemptsMax < 1) {
            throw new IllegalArgumentException("attemptsMax must be at least 1, was " + attemptsMax);
        }
        if (visitsMax < 1) {
            throw new IllegalArgumentException("visitsMax must be at least 1, was " + visitsMax);
        }
    }

    /** 20 ms, 256 entries, 8 attempts over about two minutes, 10 minutes a call, 1 MB, 30 days. */
    public static BacklogSettings defaults() {
        return new BacklogSettings(
                Duration.ofMillis(20),
                256,
                8,
                new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30)),
                Duration.ofMinutes(10),
                1_000_000,
                Duration.ofDays(30));
    }
}

package caravan.streams.backlog;

import java.util.Optional;

/**
 * A request that has no result yet.
 *
 * @param request the request
 * @param arrival its number in its task, from 0
 * @param arrivedAt when it was taken in, in milliseconds since the epoch
 * @param pinned what the first submission decided and later ones keep; absent until then
 * @param failures how many submissions failed so far
 * @param notBefore not submitted again before this time, in milliseconds since the epoch; 0 for at once
 * @param trace the W3C {@code traceparent} that came with it and goes on with its result
 * @param <R> the request
 */
public record Pending<R>(
        R request,
        long arrival,
        long arrivedAt,
        Optional<String> pinned,
        int failures,
        long notBefore,
        Optional<String> trace) {
    /** A request that has just come in. */
    static <R> Pending<R> arrived(R request, long arrival, long nowMillis, Optional<String> trace) {
        return new Pending<>(request, arrival, nowMillis, Optional.empty(), 0, 0, trace);
    }

    Pending<R> pinnedTo(String decision) {
        return new Pending<>(request, arrival, arrivedAt, Optional.of(decision), failures, notBefore, trace);
    }

    Pending<R> failedOnce(long nextTryAt) {
        return new Pending<>(request, arrival, arrivedAt, pinned, failures + 1, nextTryAt, trace);
    }
}

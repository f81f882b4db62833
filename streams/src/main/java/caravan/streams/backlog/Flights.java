package caravan.streams.backlog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What is under way for one task's entries, in memory only: a new life submits again. Of equal calls one is under way
 * at a time, and the others wait to recall its answer. Used by the stream thread alone.
 */
final class Flights {
    private final Map<PendingKey, Flight> flights = new HashMap<>();
    /** Calls under way, and whether another request waits for the answer. */
    private final Map<String, Boolean> awaitedByCall = new HashMap<>();

    private int recalls;

    /**
     * What is under way for an entry.
     *
     * @param future of the engine's answer, or of a recorded one
     * @param isRecall whether it is a recorded one
     */
    private record Flight(String callId, Future<?> future, boolean isRecall) {}

    int size() {
        return flights.size();
    }

    /** How many of them are recalls. */
    int recalls() {
        return recalls;
    }

    List<PendingKey> keys() {
        return List.copyOf(flights.keySet());
    }

    void takeOff(PendingKey key, String callId, Future<?> future, boolean isRecall) {
        flights.put(key, new Flight(callId, future, isRecall));
        awaitedByCall.putIfAbsent(callId, false);
        recalls += isRecall ? 1 : 0;
    }

    /** Whether an equal call is under way; if so, its answer is awaited from now on. */
    boolean awaits(String callId) {
        return awaitedByCall.computeIfPresent(callId, (id, before) -> true) != null;
    }

    /** Ends an entry's flight; says whether others waited for its answer, or nothing if there was no flight. */
    Optional<Boolean> land(PendingKey key) {
        @Nullable Flight flight = flights.remove(key);
        if (flight == null) {
            return Optional.empty();
        }
        flight.future().cancel(true);
        recalls -= flight.isRecall() ? 1 : 0;
        return Optional.of(Boolean.TRUE.equals(awaitedByCall.remove(flight.callId())));
    }

    /** Tells everyone at work that nobody waits. */
    void close() {
        flights.values().forEach(flight -> flight.future().cancel(true));
        flights.clear();
    }
}

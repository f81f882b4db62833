package caravan.inference.djl;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The scoring calls that were let in, and the batch of their rows that is on its way. Belongs to the engine's thread.
 */
final class Scorings implements AutoCloseable {
    private final List<Scoring> calls = new ArrayList<>();
    private Optional<ScoringBatch> batch = Optional.empty();

    void add(Scoring call) {
        calls.add(call);
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    Stream<Scoring> stream() {
        return calls.stream();
    }

    /** Rows that they may have under way at once. */
    int rows() {
        return calls.stream().mapToInt(Scoring::rows).sum();
    }

    /** What their keys and values take; a batch outlives those of its calls that are cancelled. */
    long bytes() {
        return Math.max(
                batch.map(ScoringBatch::bytes).orElse(0L),
                calls.stream().mapToLong(Scoring::bytes).sum());
    }

    /** Lets those go whose future is done. */
    void removeDone(Instant now) {
        calls.forEach(call -> call.expire(now));
        batch.filter(ScoringBatch::isDone).ifPresent(done -> endBatch());
        calls.removeIf(call -> {
            if (call.future().isDone()) {
                call.close();
            }
            return call.future().isDone();
        });
    }

    /**
     * Takes a chunk of the batch in hand, or of a new one, led by the call that was let in first.
     *
     * @param guard takes the calls that a step is for, and says whether it went well
     */
    void step(Meter meter, Guard guard) {
        if (batch.isEmpty()) {
            Predicate<Scoring> waits = call -> !call.waiting().isEmpty();
            List<Scoring> ready =
                    calls.stream().filter(Scoring::canStep).filter(waits).toList();
            batch = ready.stream().findFirst().map(first -> ScoringBatch.of(first, ready));
        }
        batch.ifPresent(present -> {
            boolean isWell = guard.run(present.scorings(), () -> {
                long start = System.nanoTime();
                meter.scored(present.step(), System.nanoTime() - start);
            });
            if (!isWell) {
                endBatch();
            }
        });
    }

    /** Runs a step whose failure befalls some calls. */
    @FunctionalInterface
    interface Guard {
        boolean run(Collection<Scoring> befallen, Runnable step);
    }

    private void endBatch() {
        batch.ifPresent(ScoringBatch::close);
        batch = Optional.empty();
    }

    @Override
    public void close() {
        endBatch();
        calls.forEach(Scoring::close);
        calls.clear();
    }
}

package caravan.streams.backlog;

import caravan.streams.backlog.Watch.Event;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * One task's backlog, from the task's start to its close. Only the stream thread calls it, and only the stream thread
 * touches context and stores; the engine's threads reach no further than the inbox, the seat and the circuit.
 *
 * <p>Each of the three moves is in the task's current transaction as a whole or not at all: a request comes in (entry
 * and id stored), a call fails (entry stored with its next time), a request is done (result forwarded, entry deleted,
 * id marked). What is in memory only can be lost at any time: a new life submits again whatever is in the store.
 */
final class Backlog<R, C, A, V> implements AutoCloseable {
    private static final int RECALLS_MAX = 32;

    private final Desk<R, C, A, V> desk;
    private final BacklogSettings settings;
    private final Shared<C, A, V> shared;
    private final Watch<V> watch;
    private final ProcessorContext<String, V> context;

    private final Entries<R> entries;
    private final Line<R> line;
    private final Budget.Seat seat;
    private final Flights flights = new Flights();
    private final Inbox<LongConsumer> inbox = new Inbox<>();
    private final Waits waits;
    private long epoch;

    Backlog(BacklogProcessor.Wiring<R, C, A, V> wiring, ProcessorContext<String, V> context) {
        this.context = context;
        settings = wiring.settings();
        shared = wiring.shared();
        watch = wiring.watch();
        desk = wiring.desks().apply(context);
        epoch = desk.epoch();
        entries = new Entries<>(wiring.stores(), context, watch::pendingChangedBy);
        line = entries.line();
        seat = shared.budget().join(wiring.place().step(), wiring.place().weight());
        waits = new Waits(context.taskId());
    }

    /** Stores a request, unless it is known; the engine is asked later. */
    void takeIn(R request, Optional<String> trace) {
        String id = desk.id(request);
        if (entries.isKnown(id)) {
            watch.on(Event.REPEATED);
            return;
        }
        watch.on(Event.ARRIVED);
        long now = context.currentSystemTimeMs();
        Pending<R> entry = entries.arrived(request, now, trace);
        PendingKey key = new PendingKey(entry.arrival(), id);
        int bytes = desk.requestBytes(request);
        if (bytes > settings.recordBytesMax()) {
            Failure why = Failure.oversize("the request", bytes, settings.recordBytesMax());
            entries.markDone(key, now);
            forward(key, entry.trace(), desk.refused(entry, why, now), now);
            return;
        }
        entries.add(key, entry);
    }

    /** Lands what has been answered, then submits what comes next. */
    void landAndSubmit(long now) {
        for (Optional<LongConsumer> landing = inbox.poll(); landing.isPresent(); landing = inbox.poll()) {
            landing.get().accept(now);
        }
        long latest = desk.epoch();
        if (latest != epoch) {
            epoch = latest;
            line.rewind();
            letGo(now);
        }
        if (entries.size() > flights.size()) {
            line.visit(now, settings.visitsMax(), (key, entry, again) -> offer(key, entry, again, now));
        }
    }

    /** Forgets ids and calls that were done long ago. */
    void forgetOld(long now) {
        entries.forgetBefore(now - settings.memory().toMillis());
    }

    /** Drops what comes later, and tells the engine that nobody waits. */
    @Override
    public void close() {
        inbox.close();
        flights.close();
        seat.close();
        entries.close();
    }

    /** Ends the calls that the desk would no longer make, and tells the engine that nobody waits for them. */
    private void letGo(long now) {
        for (PendingKey key : flights.keys()) {
            Optional<Pending<R>> entry = entries.get(key);
            if (entry.isPresent() && desk.plan(entry.get()) instanceof Plan.Refuse<C> refuse) {
                land(key);
                watch.on(Event.LET_GO);
                finish(key, entry.get(), desk.refused(entry.get(), refuse.why(), now), now);
            }
        }
    }

    private Line.Step offer(PendingKey key, Pending<R> entry, boolean again, long now) {
        Plan<C> plan = desk.plan(entry);
        if (plan instanceof Plan.Wait<C> wait) {
            waits.note(wait.reason(), now);
            return Line.Step.PASSED_OVER;
        }
        if (plan instanceof Plan.Refuse<C> refuse) {
            finish(key, entry, desk.refused(entry, refuse.why(), now), now);
            return Line.Step.GONE;
        }
        return offerCall(key, entry, (Plan.Call<C>) plan, again, now);
    }

    private Line.Step offerCall(PendingKey key, Pending<R> entry, Plan.Call<C> call, boolean again, long now) {
        if (flights.awaits(call.callId())) {
            return Line.Step.PASSED_OVER;
        }
        Optional<Remembered> earlier = entries.remembered(call.callId());
        if (earlier.isPresent()) {
            return recall(key, call, earlier.get());
        }
        if (!seat.take(now)) {
            return Line.Step.STOP;
        }
        if (!shared.circuit().admits(now)) {
            seat.giveBack();
            return Line.Step.STOP;
        }
        if (!again && entry.pinned().isPresent() && entry.failures() == 0) {
            watch.on(Event.SUBMITTED_AGAIN);
        }
        if (entry.pinned().isEmpty()) {
            entries.update(key, entry.pinnedTo(call.pinned()));
        }
        submit(key, call);
        return Line.Step.TAKEN;
    }

    /**
     * The answer comes on the engine's thread, or at once on this one: either way it reaches no further than the inbox.
     */
    private void submit(PendingKey key, Plan.Call<C> call) {
        watch.on(Event.SUBMITTED);
        CompletableFuture<A> answer = begin(call.call());
        flights.takeOff(key, call.callId(), answer, false);
        CompletableFuture<A> unused = answer.copy()
                .orTimeout(settings.callLimit().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((value, thrown) -> {
                    seat.giveBack();
                    if (thrown == null) {
                        shared.circuit().lives();
                        if (!inbox.add(now -> answered(key, call, value, now))) {
                            watch.on(Event.LATE);
                        }
                    } else {
                        Failure failure = tellCircuit(unwrapped(thrown));
                        inbox.add(now -> failed(key, failure, now));
                    }
                });
    }

    private CompletableFuture<A> begin(C call) {
        try {
            return shared.engine().submit(call);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Line.Step recall(PendingKey key, Plan.Call<C> call, Remembered earlier) {
        if (flights.recalls() >= RECALLS_MAX) {
            return Line.Step.STOP;
        }
        CompletableFuture<Optional<V>> found = shared.recall().recall(earlier);
        flights.takeOff(key, call.callId(), found, true);
        CompletableFuture<Optional<V>> unused = found.copy()
                .whenComplete((value, thrown) ->
                        inbox.add(now -> recalled(key, call, thrown == null ? value : Optional.empty(), now)));
        return Line.Step.TAKEN;
    }

    private Failure tellCircuit(Throwable thrown) {
        Failure failure = desk.sort(thrown);
        if (thrown instanceof CancellationException || thrown instanceof TimeoutException) {
            shared.circuit().isUnknown();
        } else if (failure.kind() == Failure.Kind.DOWN) {
            shared.circuit().isDown();
        } else {
            shared.circuit().lives();
        }
        return failure;
    }

    private static Throwable unwrapped(Throwable thrown) {
        @Nullable Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
        return cause == null ? thrown : cause;
    }

    private void answered(PendingKey key, Plan.Call<C> call, A answer, long now) {
        Optional<Pending<R>> entry = land(key);
        if (entry.isEmpty()) {
            return;
        }
        V result = desk.answered(entry.get(), call, answer, now);
        if (finishIfItFits(key, entry.get(), result, now)) {
            entries.remember(call.callId(), new Remembered(key.id(), now));
        }
    }

    private void recalled(PendingKey key, Plan.Call<C> call, Optional<V> earlier, long now) {
        Optional<Pending<R>> entry = land(key);
        if (entry.isEmpty()) {
            return;
        }
        if (earlier.isEmpty()) {
            watch.on(Event.FORGOTTEN);
            entries.forget(call.callId());
            line.retryAt(now, key);
            return;
        }
        watch.on(Event.RECALLED);
        finishIfItFits(key, entry.get(), desk.remembered(entry.get(), call, earlier.get(), now), now);
    }

    private void failed(PendingKey key, Failure failure, long now) {
        Optional<Pending<R>> entry = land(key);
        if (entry.isEmpty()) {
            return;
        }
        switch (failure.kind()) {
            case HOPELESS -> finish(key, entry.get(), desk.refused(entry.get(), failure, now), now);
            case BUSY -> retryOrRefuse(key, entry.get(), failure, now);
            case DOWN -> {
                watch.on(Event.KEPT);
                line.retryAt(now, key);
            }
        }
    }

    private void retryOrRefuse(PendingKey key, Pending<R> entry, Failure failure, long now) {
        int failures = entry.failures() + 1;
        if (failures >= settings.attemptsMax()) {
            finish(key, entry, desk.refused(entry, failure, now), now);
            return;
        }
        watch.on(Event.RETRIED);
        long nextTryAt = now + settings.backoff().delayMillis(failures, ThreadLocalRandom.current());
        entries.update(key, entry.failedOnce(nextTryAt));
        line.retryAt(nextTryAt, key);
    }

    /** Takes an entry out of flight; empty if it is no longer there. */
    private Optional<Pending<R>> land(PendingKey key) {
        Optional<Boolean> awaited = flights.land(key);
        if (awaited.equals(Optional.of(true))) {
            line.rewind();
        }
        return awaited.flatMap(unused -> entries.get(key));
    }

    /** Finishes with the result, or, where no record could hold it, with an error and false. */
    private boolean finishIfItFits(PendingKey key, Pending<R> entry, V result, long now) {
        int bytes = desk.resultBytes(result);
        boolean fits = bytes <= settings.recordBytesMax();
        Failure why = Failure.oversize("the result", bytes, settings.recordBytesMax());
        finish(key, entry, fits ? result : desk.refused(entry, why, now), now);
        return fits;
    }

    /** The one way out: the result, the deletion of the entry and the mark of the id, in one transaction. */
    private void finish(PendingKey key, Pending<R> entry, V result, long now) {
        entries.finish(key, now);
        line.done(key);
        forward(key, entry.trace(), result, now);
    }

    private void forward(PendingKey key, Optional<String> trace, V result, long now) {
        context.forward(new Record<>(key.id(), result, now, Trace.headers(trace)));
        watch.finished(result);
    }
}

package caravan.streams.backlog;

import caravan.streams.backlog.Watch.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
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
    private static final int COUNTED_EXACTLY_MAX = 20_000;

    private final Desk<R, C, A, V> desk;
    private final BacklogSettings settings;
    private final Shared<C, A, V> shared;
    private final Watch<V> watch;
    private final ProcessorContext<String, V> context;

    private final KeyValueStore<PendingKey, Pending<R>> pending;
    private final KeyValueStore<String, Long> done;
    private final KeyValueStore<String, Remembered> memo;
    private final Sweep<Long> doneSweep;
    private final Sweep<Remembered> memoSweep;

    private final Line<R> line;
    private final Budget.Seat seat;
    private final Inbox<LongConsumer> inbox = new Inbox<>();
    private final Map<PendingKey, Flight<C>> flights = new HashMap<>();
    /** Calls in flight, and whether another request waits to recall the answer. */
    private final Map<String, Boolean> awaitedByCall = new HashMap<>();

    private final Waits waits;
    private long arrivals;
    private long size;
    private long epoch;
    private int recalls;

    /** What is under way for an entry. */
    private record Flight<C>(Plan.Call<C> call, CompletableFuture<?> future, boolean isRecall) {}

    Backlog(BacklogProcessor.Wiring<R, C, A, V> wiring, ProcessorContext<String, V> context) {
        this.context = context;
        settings = wiring.settings();
        shared = wiring.shared();
        watch = wiring.watch();
        pending = context.getStateStore(wiring.stores().pending());
        done = context.getStateStore(wiring.stores().done());
        memo = context.getStateStore(wiring.stores().memo());
        doneSweep = new Sweep<>(done, Long::longValue);
        memoSweep = new Sweep<>(memo, Remembered::at);
        desk = wiring.desks().apply(context);
        epoch = desk.epoch();
        line = new Line<>(pending);
        seat = shared.budget().join(wiring.rank());
        waits = new Waits(context.taskId());
        arrivals = arrivalsSoFar();
        size = count();
        watch.pendingChangedBy(size);
    }

    /** Stores a request, unless it is known; the engine is asked later. */
    void takeIn(R request) {
        String id = desk.id(request);
        if (done.get(id) != null) {
            watch.on(Event.REPEATED);
            return;
        }
        watch.on(Event.ARRIVED);
        long now = context.currentSystemTimeMs();
        Pending<R> entry = Pending.arrived(request, arrivals++, now);
        PendingKey key = new PendingKey(entry.arrival(), id);
        size++;
        watch.pendingChangedBy(1);
        int bytes = desk.requestBytes(request);
        if (bytes > settings.recordBytesMax()) {
            Failure why = Failure.oversize("the request", bytes, settings.recordBytesMax());
            finish(key, desk.refused(entry, why, now), now);
            return;
        }
        pending.put(key, entry);
        done.put(id, BacklogStores.STILL_PENDING);
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
        if (size > flights.size()) {
            line.visit(now, settings.visitsMax(), (key, entry, again) -> offer(key, entry, again, now));
        }
    }

    /** Forgets ids and calls that were done long ago. */
    void forgetOld(long now) {
        doneSweep.forgetBefore(now - settings.memory().toMillis());
        memoSweep.forgetBefore(now - settings.memory().toMillis());
    }

    /** Drops what comes later, and tells the engine that nobody waits. */
    @Override
    public void close() {
        inbox.close();
        flights.values().forEach(flight -> flight.future().cancel(true));
        flights.clear();
        seat.close();
        watch.pendingChangedBy(-size);
    }

    /** Ends the calls that the desk would no longer make, and tells the engine that nobody waits for them. */
    private void letGo(long now) {
        for (PendingKey key : List.copyOf(flights.keySet())) {
            Optional<Pending<R>> entry = Optional.ofNullable(pending.get(key));
            if (entry.isPresent() && desk.plan(entry.get()) instanceof Plan.Refuse<C> refuse) {
                land(key);
                watch.on(Event.LET_GO);
                finish(key, desk.refused(entry.get(), refuse.why(), now), now);
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
            finish(key, desk.refused(entry, refuse.why(), now), now);
            return Line.Step.GONE;
        }
        return offerCall(key, entry, (Plan.Call<C>) plan, again, now);
    }

    private Line.Step offerCall(PendingKey key, Pending<R> entry, Plan.Call<C> call, boolean again, long now) {
        if (awaitedByCall.containsKey(call.callId())) {
            awaitedByCall.put(call.callId(), true);
            return Line.Step.PASSED_OVER;
        }
        Remembered earlier = memo.get(call.callId());
        if (earlier != null) {
            return recall(key, call, earlier);
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
            pending.put(key, entry.pinnedTo(call.pinned()));
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
        takeOff(key, new Flight<>(call, answer, false));
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
        if (recalls >= RECALLS_MAX) {
            return Line.Step.STOP;
        }
        recalls++;
        CompletableFuture<Optional<V>> found = shared.recall().recall(earlier);
        takeOff(key, new Flight<>(call, found, true));
        CompletableFuture<Optional<V>> unused = found.copy()
                .whenComplete((value, thrown) ->
                        inbox.add(now -> recalled(key, call, thrown == null ? value : Optional.empty(), now)));
        return Line.Step.TAKEN;
    }

    private void takeOff(PendingKey key, Flight<C> flight) {
        flights.put(key, flight);
        awaitedByCall.putIfAbsent(flight.call().callId(), false);
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
            memo.put(call.callId(), new Remembered(key.id(), now));
        }
    }

    private void recalled(PendingKey key, Plan.Call<C> call, Optional<V> earlier, long now) {
        Optional<Pending<R>> entry = land(key);
        if (entry.isEmpty()) {
            return;
        }
        if (earlier.isEmpty()) {
            watch.on(Event.FORGOTTEN);
            memo.delete(call.callId());
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
            case HOPELESS -> finish(key, desk.refused(entry.get(), failure, now), now);
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
            finish(key, desk.refused(entry, failure, now), now);
            return;
        }
        watch.on(Event.RETRIED);
        long nextTryAt = now + settings.backoff().delayMillis(failures, ThreadLocalRandom.current());
        pending.put(key, entry.failedOnce(nextTryAt));
        line.retryAt(nextTryAt, key);
    }

    /** Takes an entry out of flight; empty if it is no longer there. */
    private Optional<Pending<R>> land(PendingKey key) {
        @Nullable Flight<C> flight = flights.remove(key);
        if (flight == null) {
            return Optional.empty();
        }
        flight.future().cancel(true);
        recalls -= flight.isRecall() ? 1 : 0;
        if (Boolean.TRUE.equals(awaitedByCall.remove(flight.call().callId()))) {
            line.rewind();
        }
        return Optional.ofNullable(pending.get(key));
    }

    /** Finishes with the result, or, where no record could hold it, with an error and false. */
    private boolean finishIfItFits(PendingKey key, Pending<R> entry, V result, long now) {
        int bytes = desk.resultBytes(result);
        boolean fits = bytes <= settings.recordBytesMax();
        Failure why = Failure.oversize("the result", bytes, settings.recordBytesMax());
        finish(key, fits ? result : desk.refused(entry, why, now), now);
        return fits;
    }

    /** The one way out: the result, the deletion of the entry and the mark of the id, in one transaction. */
    private void finish(PendingKey key, V result, long now) {
        context.forward(new Record<>(key.id(), result, now));
        pending.delete(key);
        done.put(key.id(), now);
        line.done(key);
        size--;
        watch.pendingChangedBy(-1);
        watch.finished(result);
    }

    private long arrivalsSoFar() {
        try (KeyValueIterator<PendingKey, Pending<R>> latestFirst = pending.reverseAll()) {
            return latestFirst.hasNext() ? latestFirst.peekNextKey().arrival() + 1 : 0;
        }
    }

    /** Exact for a backlog that is read in a moment, else what the store estimates. */
    private long count() {
        long counted = 0;
        try (KeyValueIterator<PendingKey, Pending<R>> entries = pending.all()) {
            for (; entries.hasNext() && counted < COUNTED_EXACTLY_MAX; counted++) {
                entries.next();
            }
        }
        return counted < COUNTED_EXACTLY_MAX ? counted : Math.max(counted, pending.approximateNumEntries());
    }
}

package caravan.streams.backlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The operator as Kafka Streams sees it: takes requests in, and lets results out on punctuation. What lives as long as
 * a task is in {@code Backlog}, made anew by each {@code init}, because Kafka Streams revives a corrupted task with the
 * same processor object.
 *
 * @param <R> a request
 * @param <C> a call of the engine
 * @param <A> the engine's answer
 * @param <V> a result
 */
public final class BacklogProcessor<R, C, A, V> implements Processor<String, R, String, V> {
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final Wiring<R, C, A, V> wiring;
    private final List<Cancellable> punctuations = new ArrayList<>();
    private @Nullable Backlog<R, C, A, V> backlog;

    private BacklogProcessor(Wiring<R, C, A, V> wiring) {
        this.wiring = wiring;
    }

    /**
     * What an operator is made of.
     *
     * @param stores names of its stores
     * @param pendingValues serde of the pending entries
     * @param desks makes a task's desk; through the context it may read global stores
     * @param place its place in the budget
     * @param settings how it behaves
     * @param shared what it shares with every other task of the JVM
     * @param watch counts what happens
     */
    public record Wiring<R, C, A, V>(
            BacklogStores stores,
            Serde<Pending<R>> pendingValues,
            Function<ProcessorContext<String, V>, Desk<R, C, A, V>> desks,
            Place place,
            BacklogSettings settings,
            Shared<C, A, V> shared,
            Watch<V> watch) {
        /**
         * A place in the budget.
         *
         * @param step shares its places evenly between its tasks
         * @param weight of the step, against the other steps', at least 1
         */
        public record Place(String step, int weight) {}
    }

    /** An operator together with its stores. */
    public static <R, C, A, V> ProcessorSupplier<String, R, String, V> supplier(Wiring<R, C, A, V> wiring) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, R, String, V> get() {
                return new BacklogProcessor<>(wiring);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new LinkedHashSet<>(wiring.stores().builders(wiring.pendingValues()));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, V> context) {
        Backlog<R, C, A, V> opened = new Backlog<>(wiring, context);
        backlog = opened;
        punctuations.add(context.schedule(
                wiring.settings().drainEvery(), PunctuationType.WALL_CLOCK_TIME, opened::landAndSubmit));
        punctuations.add(context.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, opened::forgetOld));
    }

    @Override
    public void process(Record<String, R> record) {
        if (backlog == null) {
            throw new IllegalStateException("init comes before process");
        }
        backlog.takeIn(record.value(), Trace.of(record.headers()));
    }

    @Override
    public void close() {
        punctuations.forEach(Cancellable::cancel);
        punctuations.clear();
        if (backlog != null) {
            backlog.close();
        }
    }
}

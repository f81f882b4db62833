package caravan.cli.fire;

import caravan.schemas.Completion;
import caravan.schemas.GenerationRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Beside the operator in its task, asks for a turn as often as the operator does, and keeps the longest time between
 * two: so long was the stream thread kept by something, whatever it was.
 */
final class Probe implements Processor<String, GenerationRequest, String, Completion> {
    private static final Duration EVERY = Duration.ofMillis(20);

    private final AtomicLong longestNanos;
    private long latestTurn;

    private Probe(AtomicLong longestNanos) {
        this.longestNanos = longestNanos;
    }

    /** Adds one to every task that reads this source. */
    static void addTo(Topology topology, String source, AtomicLong longestNanos) {
        topology.addProcessor("probe", () -> new Probe(longestNanos), source);
    }

    static long millis(AtomicLong nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos.get());
    }

    @Override
    public void init(ProcessorContext<String, Completion> context) {
        latestTurn = 0;
        context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, now -> turn());
    }

    private void turn() {
        long now = System.nanoTime();
        if (latestTurn != 0) {
            longestNanos.accumulateAndGet(now - latestTurn, Math::max);
        }
        latestTurn = now;
    }

    @Override
    public void process(Record<String, GenerationRequest> record) {
        // The operator takes it in.
    }
}

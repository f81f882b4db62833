package caravan.streams.flow;

import caravan.schemas.DrawOutcome;
import caravan.schemas.Rejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.avro.specific.SpecificRecord;

/**
 * Counts what a step takes in, sends on and rejects, as {@code caravan.step.in{step}}, {@code caravan.step.out{step}}
 * and {@code caravan.step.rejected{step,reason}}. The counters tell what this process did since it started: work that
 * is done again after a crash counts again. The exact books are the topics. Thread-safe.
 */
public final class StepMetrics {
    private final MeterRegistry meters;
    private final String step;
    private final Counter in;
    private final Counter out;

    /** Counters of one step. */
    public StepMetrics(MeterRegistry meters, String step) {
        this.meters = meters;
        this.step = step;
        this.in = meters.counter("caravan.step.in", "step", step);
        this.out = meters.counter("caravan.step.out", "step", step);
    }

    /** One record was taken in to be judged. */
    public void tookIn() {
        in.increment();
    }

    /** One record was sent on along the path. */
    public void sentOn() {
        out.increment();
    }

    /** One thing left the path. */
    public void rejected(String reason) {
        meters.counter("caravan.step.rejected", "step", step, "reason", reason).increment();
    }

    /** Counts a record by what it is: a rejection, or something that goes on. The outcome of a draw is neither. */
    public void count(SpecificRecord record) {
        if (record instanceof Rejection rejection) {
            rejected(rejection.getReason());
        } else if (!(record instanceof DrawOutcome)) {
            sentOn();
        }
    }
}

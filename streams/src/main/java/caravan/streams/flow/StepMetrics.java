package caravan.streams.flow;

import caravan.schemas.DrawOutcome;
import caravan.schemas.EngravingExample;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.Rejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Counts what a step takes in, sends on and rejects:
 *
 * <ul>
 *   <li>{@code caravan.step.in{step}}, {@code caravan.step.out{step}} and {@code caravan.step.rejected{step,reason}}
 *   <li>{@code caravan.source.prompts{source}}, {@code .examples{source}} and {@code .rejected{source}}: what became of
 *       each prompt source, over all steps
 *   <li>{@code caravan.example.age}: from the first step that had what became an example to the example
 * </ul>
 *
 * <p>The counters tell what this process did since it started: work that is done again after a crash counts again. The
 * exact books are the topics. Thread-safe.
 */
public final class StepMetrics {
    private static final Duration[] AGES = Stream.of(1, 3, 10, 30, 60, 120, 300, 600, 1_800, 3_600)
            .map(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final String step;
    private final Counter in;
    private final Counter out;
    private final SourceTag sources = new SourceTag();

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

    /** This record was taken in to be judged. */
    void tookIn(SpecificRecord record) {
        tookIn();
        if (record instanceof Prompt prompt) {
            ofSource("caravan.source.prompts", prompt.getLineage());
        }
    }

    /** One record was sent on along the path. */
    public void sentOn() {
        out.increment();
    }

    /** One thing left the path. */
    public void rejected(String reason) {
        meters.counter("caravan.step.rejected", "step", step, "reason", reason).increment();
    }

    /**
     * Counts a record by what it is: a rejection, or something that goes on. The outcome of a draw is neither.
     *
     * @param nowMillis wall-clock time
     */
    public void count(SpecificRecord record, long nowMillis) {
        if (record instanceof Rejection rejection) {
            rejected(rejection.getReason());
            ofSource("caravan.source.rejected", rejection.getLineage());
        } else if (!(record instanceof DrawOutcome)) {
            sentOn();
        }
        if (record instanceof EngravingExample example) {
            ofSource("caravan.source.examples", example.getLineage());
            if (!Replays.isReplayed(example.getLineage())) {
                recordAge(example.getLineage(), nowMillis);
            }
        }
    }

    private void recordAge(Lineage lineage, long nowMillis) {
        lineage.getTimings().stream()
                .findFirst()
                .ifPresent(first -> Timer.builder("caravan.example.age")
                        .serviceLevelObjectives(AGES)
                        .register(meters)
                        .record(Duration.ofMillis(Math.max(0, nowMillis - first.getStartedAt()))));
    }

    private void ofSource(String name, Lineage lineage) {
        meters.counter(name, "source", sources.of(lineage.getSource())).increment();
    }
}

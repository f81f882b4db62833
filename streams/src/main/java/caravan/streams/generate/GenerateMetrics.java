package caravan.streams.generate;

import caravan.schemas.Completion;
import caravan.streams.backlog.Watch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what happens to one step's requests:
 *
 * <ul>
 *   <li>{@code caravan.step.in{step=generate}} and {@code caravan.step.out{step=generate}}, over all asking steps
 *   <li>{@code caravan.generate.pending{step}}: requests without a completion
 *   <li>{@code caravan.generate.completions{step,finish}}: stop, length, or error
 *   <li>{@code caravan.generate.errors{step,reason}}: the errors among them
 *   <li>{@code caravan.generate.events{step,event}}: see {@link Watch.Event}
 * </ul>
 *
 * <p>The counters tell what this process did since it started; the exact books are the topics.
 */
final class GenerateMetrics implements Watch<Completion> {
    private final MeterRegistry meters;
    private final String step;
    private final AtomicLong pending;

    GenerateMetrics(MeterRegistry meters, String step) {
        this.meters = meters;
        this.step = step;
        this.pending = new AtomicLong();
        Gauge.builder("caravan.generate.pending", pending, AtomicLong::get)
                .tag("step", step)
                .strongReference(true)
                .register(meters);
    }

    @Override
    public void on(Event event) {
        if (event == Event.ARRIVED) {
            meters.counter("caravan.step.in", "step", GenerateTopology.STEP).increment();
        }
        meters.counter("caravan.generate.events", "step", step, "event", kebab(event))
                .increment();
    }

    @Override
    public void finished(Completion result) {
        meters.counter("caravan.step.out", "step", GenerateTopology.STEP).increment();
        meters.counter("caravan.generate.completions", "step", step, "finish", kebab(result.getFinishReason()))
                .increment();
        result.getError()
                .ifPresent(error -> meters.counter("caravan.generate.errors", "step", step, "reason", error.getReason())
                        .increment());
    }

    @Override
    public void pendingChangedBy(long change) {
        pending.addAndGet(change);
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

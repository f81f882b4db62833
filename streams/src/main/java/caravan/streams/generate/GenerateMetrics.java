package caravan.streams.generate;

import caravan.schemas.Completion;
import caravan.schemas.Timing;
import caravan.streams.backlog.Watch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Counts what happens to one step's requests:
 *
 * <ul>
 *   <li>{@code caravan.step.in{step=generate}} and {@code caravan.step.out{step=generate}}, over all asking steps
 *   <li>{@code caravan.generate.pending{step}}: requests without a completion
 *   <li>{@code caravan.generate.completions{step,finish}}: stop, length, or error
 *   <li>{@code caravan.generate.errors{step,reason}}: the errors among them
 *   <li>{@code caravan.generate.events{step,event}}: see {@link Watch.Event}
 *   <li>{@code caravan.generate.latency{step}}: from a request's arrival to its completion
 *   <li>{@code caravan.generate.model{step}}: the part of it that the model worked, from its first step to its last
 * </ul>
 *
 * <p>The counters tell what this process did since it started; the exact books are the topics.
 */
final class GenerateMetrics implements Watch<Completion> {
    private static final Duration[] BOUNDS = LongStream.of(
                    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final String step;
    private final AtomicLong pending;
    private final Timer latency;
    private final Timer model;

    GenerateMetrics(MeterRegistry meters, String step) {
        this.meters = meters;
        this.step = step;
        this.pending = new AtomicLong();
        this.latency = timer(meters, "caravan.generate.latency", step);
        this.model = timer(meters, "caravan.generate.model", step);
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
        recordTimes(result);
        result.getError()
                .ifPresent(error -> meters.counter("caravan.generate.errors", "step", step, "reason", error.getReason())
                        .increment());
    }

    /** A recalled completion took no model's time; its timing as a whole is counted all the same. */
    private void recordTimes(Completion result) {
        List<Timing> timings = result.getLineage().getTimings();
        Timing last = timings.get(timings.size() - 1);
        latency.record(Math.max(0, last.getFinishedAt() - last.getStartedAt()), TimeUnit.MILLISECONDS);
        result.getLineage()
                .getCall()
                .filter(call -> !result.getFromMemo())
                .ifPresent(call -> model.record(call.getModelMillis(), TimeUnit.MILLISECONDS));
    }

    private static Timer timer(MeterRegistry meters, String name, String step) {
        return Timer.builder(name)
                .tag("step", step)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    @Override
    public void pendingChangedBy(long change) {
        pending.addAndGet(change);
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package caravan.cli.metrics;

import caravan.trainer.EngravingMetrics;
import caravan.trainer.EngravingProgress;
import caravan.trainer.TrainerEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Shows the training in hand, and the last one that was published. All are there from the start, as 0. Thread-safe.
 *
 * <ul>
 *   <li>{@code caravan.training.step} and {@code .steps}: how far it is, and how far it goes
 *   <li>{@code caravan.training.loss}: of the step just taken, in nats for each learned token
 *   <li>{@code caravan.training.tokens.per.second}: tokens a second since its first step
 *   <li>{@code caravan.training.running}: 1 while one is in hand
 *   <li>{@code caravan.training.held.out.loss{when}}: of the last model, before and after it was trained
 *   <li>{@code caravan.training.examples}: that the last model was trained on
 *   <li>{@code caravan.training.failures}: what a broker, a disk or an engine did to the trainer
 * </ul>
 */
public final class TrainingMeters implements Consumer<TrainerEvent> {
    private final Map<String, Double> values = new ConcurrentHashMap<>();
    private final Counter failures;

    /** Registers them all. */
    public TrainingMeters(MeterRegistry meters) {
        gauge(meters, "caravan.training.running", "");
        gauge(meters, "caravan.training.step", "");
        gauge(meters, "caravan.training.steps", "");
        gauge(meters, "caravan.training.loss", "");
        gauge(meters, "caravan.training.tokens.per.second", "");
        gauge(meters, "caravan.training.examples", "");
        gauge(meters, "caravan.training.held.out.loss", "before");
        gauge(meters, "caravan.training.held.out.loss", "after");
        failures = meters.counter("caravan.training.failures");
    }

    private void gauge(MeterRegistry meters, String name, String when) {
        Gauge.Builder<?> gauge = Gauge.builder(name, values, shown -> shown.getOrDefault(name + when, 0.0))
                .strongReference(true);
        (when.isEmpty() ? gauge : gauge.tag("when", when)).register(meters);
    }

    @Override
    public void accept(TrainerEvent event) {
        if (event instanceof TrainerEvent.Started) {
            values.put("caravan.training.running", 1.0);
            values.put("caravan.training.step", 0.0);
        } else if (event instanceof TrainerEvent.Progressed progressed) {
            show(progressed.progress());
        } else if (event instanceof TrainerEvent.Published published) {
            values.put("caravan.training.running", 0.0);
            show(published.model().getMetrics());
        } else if (event instanceof TrainerEvent.Withheld withheld) {
            values.put("caravan.training.running", 0.0);
            show(withheld.model().getMetrics());
        } else if (event instanceof TrainerEvent.Refused) {
            values.put("caravan.training.running", 0.0);
        } else if (event instanceof TrainerEvent.Failed) {
            values.put("caravan.training.running", 0.0);
            failures.increment();
        }
    }

    private void show(EngravingProgress progress) {
        values.put("caravan.training.step", (double) progress.step());
        values.put("caravan.training.steps", (double) progress.steps());
        values.put("caravan.training.loss", progress.loss());
        values.put("caravan.training.tokens.per.second", progress.tokensPerSecond());
    }

    /** By the names of {@link EngravingMetrics#toMap}. */
    private void show(Map<String, Double> metrics) {
        values.put("caravan.training.examples", metrics.getOrDefault("examples", 0.0));
        values.put("caravan.training.held.out.lossbefore", metrics.getOrDefault("heldOutLossBefore", 0.0));
        values.put("caravan.training.held.out.lossafter", metrics.getOrDefault("heldOutLossAfter", 0.0));
    }
}

package caravan.streams.generate;

import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.streams.backlog.Budget;
import caravan.streams.backlog.Circuit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/**
 * Shows how busy the model is: {@code caravan.generate.in.flight}, {@code caravan.generate.circuit.open} (0 closed, 1
 * open or probing), {@code caravan.generate.models.out.of.order} (wanted, and not loaded after several attempts),
 * {@code caravan.model.waiting}, {@code caravan.model.running}, {@code caravan.model.tokens{kind}} (prefill, cached,
 * decode) and {@code caravan.model.steps}.
 */
record ModelMetrics(LanguageModel model, ModelShelf shelf, Budget budget, Circuit circuit) {
    void bindTo(MeterRegistry meters) {
        gauge(meters, "caravan.generate.in.flight", metrics -> metrics.budget.taken());
        gauge(
                meters,
                "caravan.generate.circuit.open",
                metrics -> metrics.circuit.state() == Circuit.State.CLOSED ? 0 : 1);
        gauge(meters, "caravan.generate.models.out.of.order", metrics -> metrics.shelf.outOfOrder());
        gauge(meters, "caravan.model.waiting", metrics -> metrics.model.load().waiting());
        gauge(meters, "caravan.model.running", metrics -> metrics.model.load().running());
        tokens(meters, "prefill", Load::prefillTokens);
        tokens(meters, "cached", Load::cachedTokens);
        tokens(meters, "decode", Load::decodeTokens);
        FunctionCounter.builder(
                        "caravan.model.steps", model, watched -> watched.load().steps())
                .register(meters);
    }

    private void gauge(MeterRegistry meters, String name, ToLongFunction<ModelMetrics> value) {
        Gauge.builder(name, this, value::applyAsLong).strongReference(true).register(meters);
    }

    private void tokens(MeterRegistry meters, String kind, ToLongFunction<Load> count) {
        FunctionCounter.builder("caravan.model.tokens", model, watched -> count.applyAsLong(watched.load()))
                .tag("kind", kind)
                .register(meters);
    }
}

package caravan.producers.host;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Found;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what committed transactions carried, as {@code caravan.source.in{source}},
 * {@code caravan.source.kept{source}}, {@code caravan.source.refused{source,reason}} and
 * {@code caravan.source.failures{source}}, in this process since its start. The sums over all lives are in
 * {@code caravan.source-status}.
 */
final class SourceMeters {
    private final MeterRegistry meters;
    private final String source;

    SourceMeters(MeterRegistry meters, String source) {
        this.meters = meters;
        this.source = source;
        // There from the start, so that an alert sees the first.
        meters.counter("caravan.source.in", "source", source);
        meters.counter("caravan.source.kept", "source", source);
        meters.counter("caravan.source.failures", "source", source);
    }

    void committed(Batch batch) {
        long kept = 0;
        for (Entry entry : batch.entries()) {
            if (entry.found() instanceof Found.Fault fault) {
                meters.counter("caravan.source.refused", "source", source, "reason", fault.reason())
                        .increment();
            } else {
                kept++;
            }
        }
        meters.counter("caravan.source.in", "source", source)
                .increment(batch.entries().size());
        meters.counter("caravan.source.kept", "source", source).increment((double) kept);
    }

    void failed() {
        meters.counter("caravan.source.failures", "source", source).increment();
    }
}

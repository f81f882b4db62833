package caravan.producers.host;

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

    void committed(Tally tally) {
        meters.counter("caravan.source.in", "source", source).increment((double) tally.entries());
        meters.counter("caravan.source.kept", "source", source).increment((double) tally.kept());
        tally.rejected()
                .forEach((reason, count) -> meters.counter("caravan.source.refused", "source", source, "reason", reason)
                        .increment((double) count));
    }

    void failed() {
        meters.counter("caravan.source.failures", "source", source).increment();
    }
}

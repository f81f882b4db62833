package caravan.cli.tracing;

import caravan.cli.config.TracingSection;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells OpenTelemetry about the records that this process sends, or does nothing at all. Spans wait in bounded memory
 * (2,048 of them) and are let go if the collector does not keep up: no step ever waits for one. A transaction that is
 * aborted and done again tells its spans again.
 */
public final class Tracing implements AutoCloseable {
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
    private static final long CLOSE_SECONDS = 5;

    private final Optional<SdkTracerProvider> provider;

    private Tracing(Optional<SdkTracerProvider> provider) {
        this.provider = provider;
    }

    /** As configured. */
    public static Tracing of(TracingSection settings) {
        if (!settings.isOn()) {
            return new Tracing(Optional.empty());
        }
        SpanExporter otlp =
                OtlpHttpSpanExporter.builder().setEndpoint(settings.endpoint()).build();
        return to(new LoggedExporter(otlp, settings.endpoint()), settings.share());
    }

    /**
     * Hands the spans to an exporter.
     *
     * @param share of the traces, in (0, 1], chosen by the trace's id alone
     */
    public static Tracing to(SpanExporter exporter, double share) {
        return new Tracing(Optional.of(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(SERVICE, "caravan")
                        .build())
                // Every trace that begins at a prompt says that it is sampled, so that this choice must not heed it.
                .setSampler(Sampler.traceIdRatioBased(share))
                .setIdGenerator(GivenIds.GENERATOR)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build()));
    }

    /** Serdes that tell a span for each record of the path that is sent with headers. */
    public RecordSerdes sending(RecordSerdes serdes) {
        return provider.<RecordSerdes>map(spans -> new SendingSerdes(serdes, new RecordSpans(spans.get("caravan"))))
                .orElse(serdes);
    }

    /** Serdes that tell a span of {@code collect} for each example that is read with headers. */
    public RecordSerdes collecting(RecordSerdes serdes) {
        return provider.<RecordSerdes>map(spans ->
                        new ReadingSerdes(serdes, Topics.EXAMPLES, "collect", new RecordSpans(spans.get("caravan"))))
                .orElse(serdes);
    }

    /** Hands over what is still to be told, for some seconds at most. */
    @Override
    public void close() {
        provider.ifPresent(spans -> spans.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
    }
}

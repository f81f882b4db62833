package caravan.cli.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** An exporter into memory that keeps what it holds when it is closed. */
record Kept(SpanExporter memory) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return memory.export(spans);
    }

    @Override
    public CompletableResultCode flush() {
        return memory.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}

package caravan.cli.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once in our own log that spans cannot be handed over, and once that they can again. The exporter's own words
 * would go to the terminal with each attempt.
 */
final class LoggedExporter implements SpanExporter {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LoggedExporter.class);
    /** Kept here, since a logger that nobody holds forgets its level. */
    private static final Logger ITS_OWN = Logger.getLogger("io.opentelemetry");

    private final SpanExporter exporter;
    private final String endpoint;
    private final AtomicBoolean fails = new AtomicBoolean();

    LoggedExporter(SpanExporter exporter, String endpoint) {
        this.exporter = exporter;
        this.endpoint = endpoint;
        ITS_OWN.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (!result.isSuccess() && !fails.getAndSet(true)) {
                LOG.warn("spans are let go: {} does not take them", endpoint, result.getFailureThrowable());
            } else if (result.isSuccess() && fails.getAndSet(false)) {
                LOG.info("{} takes spans again", endpoint);
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}

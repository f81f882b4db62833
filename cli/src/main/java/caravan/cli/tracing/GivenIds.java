package caravan.cli.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Random ids, except for the span with which a trace begins: whoever sent the prompt has named it already, in the
 * {@code traceparent} header that came along.
 */
final class GivenIds implements IdGenerator {
    static final GivenIds GENERATOR = new GivenIds();

    private static final ThreadLocal<@Nullable SpanContext> GIVEN = new ThreadLocal<>();
    private final IdGenerator random = IdGenerator.random();

    private GivenIds() {}

    /** Makes a span that has the ids of a context. */
    <T> T under(SpanContext context, Supplier<T> making) {
        GIVEN.set(context);
        try {
            return making.get();
        } finally {
            GIVEN.remove();
        }
    }

    @Override
    public String generateTraceId() {
        SpanContext context = GIVEN.get();
        return context == null ? random.generateTraceId() : context.getTraceId();
    }

    @Override
    public String generateSpanId() {
        SpanContext context = GIVEN.get();
        return context == null ? random.generateSpanId() : context.getSpanId();
    }
}

package caravan.cli.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The W3C trace context in a record's headers. A header that is none counts as missing. */
final class TraceHeader {
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private TraceHeader() {}

    /** The span that a record comes from. */
    static Optional<SpanContext> read(Headers headers) {
        SpanContext found = Span.fromContext(W3C.extract(Context.root(), headers, new Reader()))
                .getSpanContext();
        return Optional.of(found).filter(SpanContext::isValid);
    }

    /** Puts a span in the place of the one before. */
    static void write(Headers headers, SpanContext span) {
        W3C.inject(
                Context.root().with(Span.wrap(span)),
                headers,
                (into, name, value) ->
                        Objects.requireNonNull(into).remove(name).add(name, value.getBytes(StandardCharsets.US_ASCII)));
    }

    private static final class Reader implements TextMapGetter<Headers> {
        @Override
        public Iterable<String> keys(Headers headers) {
            List<Header> all = Arrays.asList(headers.toArray());
            return all.stream().map(Header::key).toList();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            Header header = headers == null ? null : headers.lastHeader(name);
            return header == null || header.value() == null
                    ? null
                    : new String(header.value(), StandardCharsets.US_ASCII);
        }
    }
}

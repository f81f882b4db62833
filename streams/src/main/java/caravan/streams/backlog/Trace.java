package caravan.streams.backlog;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The {@code traceparent} header (W3C Trace Context) of a request, which its result carries on. Kafka Streams hands
 * headers on by itself, but not past a store.
 */
final class Trace {
    private static final String HEADER = "traceparent";

    private Trace() {}

    static Optional<String> of(Headers headers) {
        return Optional.ofNullable(headers.lastHeader(HEADER))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.US_ASCII));
    }

    static Headers headers(Optional<String> trace) {
        Headers headers = new RecordHeaders();
        trace.ifPresent(value -> headers.add(HEADER, value.getBytes(StandardCharsets.US_ASCII)));
        return headers;
    }
}

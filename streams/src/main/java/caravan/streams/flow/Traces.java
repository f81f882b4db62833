package caravan.streams.flow;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** W3C trace contexts in record headers: operators pass them on with the record, so that one trace is one way. */
public final class Traces {
    /** The header's name, as the W3C recommendation has it. */
    public static final String HEADER = "traceparent";

    private Traces() {}

    /** The header that begins a trace at a record: the trace is named by the record's id of 32 hex digits. */
    public static Header begin(String id) {
        return new RecordHeader(
                HEADER, ("00-" + id + "-" + id.substring(0, 16) + "-01").getBytes(StandardCharsets.US_ASCII));
    }
}

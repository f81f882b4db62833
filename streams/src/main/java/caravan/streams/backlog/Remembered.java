package caravan.streams.backlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Where the recorded result of a call is: under which id, and from which time on to look for it.
 *
 * @param id the request that got the result, and the key of its record
 * @param at timestamp of that record, in milliseconds since the epoch
 */
public record Remembered(String id, long at) {
    /** Eight bytes of time, then the id. */
    static Serde<Remembered> serde() {
        return Serdes.serdeFrom(
                (topic, remembered) -> remembered == null ? null : remembered.bytes(),
                (topic, bytes) -> bytes == null ? null : of(bytes));
    }

    private byte[] bytes() {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(at)
                .put(name)
                .array();
    }

    private static Remembered of(byte[] bytes) {
        String id = new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8);
        return new Remembered(id, ByteBuffer.wrap(bytes).getLong());
    }
}

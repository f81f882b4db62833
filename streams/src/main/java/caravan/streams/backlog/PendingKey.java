package caravan.streams.backlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Key of the pending store. Its bytes sort by arrival, so that the store is a queue: read from a cursor on, it never
 * meets the tombstones of what was done before.
 *
 * @param arrival number of the request in its task, at least 0
 * @param id the request's id
 */
public record PendingKey(long arrival, String id) {
    public PendingKey {
        if (arrival < 0) {
            throw new IllegalArgumentException("arrival must be at least 0, was " + arrival + " of request " + id);
        }
    }

    /** Comes before every key of this arrival number and after all of the number before. */
    static PendingKey firstOf(long arrival) {
        return new PendingKey(arrival, "");
    }

    /** Eight bytes of arrival number, big-endian, then the id. */
    static Serde<PendingKey> serde() {
        return Serdes.serdeFrom(
                (topic, key) -> key == null ? null : key.bytes(), (topic, bytes) -> bytes == null ? null : of(bytes));
    }

    private byte[] bytes() {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(arrival)
                .put(name)
                .array();
    }

    private static PendingKey of(byte[] bytes) {
        String id = new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8);
        return new PendingKey(ByteBuffer.wrap(bytes).getLong(), id);
    }
}

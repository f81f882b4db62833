package caravan.streams.flow;

import caravan.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters: a record's bytes as they came, its own headers, and headers that say what went wrong and where.
 * The names are those that Kafka Streams gives its own dead letters, so that one tool reads both.
 */
final class DeadLetter {
    static final String EXCEPTION = "__streams.errors.exception";
    static final String MESSAGE = "__streams.errors.message";
    static final String TOPIC = "__streams.errors.topic";
    static final String PARTITION = "__streams.errors.partition";
    static final String OFFSET = "__streams.errors.offset";
    /** The step's operator that had the record in hand. */
    static final String OPERATOR = "caravan.operator";
    /** Present if the value is longer than a dead letter may be: how many bytes it had. */
    static final String CUT_FROM_BYTES = "caravan.cut-from-bytes";

    /** Well below the brokers' default record limit of 1 MiB, headers included. */
    private static final int VALUE_BYTES_MAX = 512 * 1024;

    private DeadLetter() {}

    static ProducerRecord<byte[], byte[]> of(
            byte @Nullable [] key, byte @Nullable [] value, ErrorHandlerContext context, Exception cause) {
        int bytes = value == null ? 0 : value.length;
        byte[] kept = value == null || bytes <= VALUE_BYTES_MAX ? value : Arrays.copyOf(value, VALUE_BYTES_MAX);
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(Topics.DEAD_LETTERS, key, kept);
        for (Header header : context.headers()) {
            letter.headers().add(header);
        }
        put(letter, EXCEPTION, rootOf(cause).getClass().getName());
        put(letter, MESSAGE, String.valueOf(rootOf(cause).getMessage()));
        put(letter, TOPIC, String.valueOf(context.topic()));
        put(letter, PARTITION, Integer.toString(context.partition()));
        put(letter, OFFSET, Long.toString(context.offset()));
        put(letter, OPERATOR, String.valueOf(context.processorNodeId()));
        if (bytes > VALUE_BYTES_MAX) {
            put(letter, CUT_FROM_BYTES, Integer.toString(bytes));
        }
        return letter;
    }

    /** The innermost cause: the outer ones only say which library was on the way. */
    static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static void put(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}

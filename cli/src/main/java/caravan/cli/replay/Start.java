package caravan.cli.replay;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where in a topic a replay begins. */
public sealed interface Start {
    /** With this offset of the step's topic, which must have one partition: in several it would mean nothing. */
    record AtOffset(long offset) implements Start {}

    /** With what was written at or after a time. */
    record AtTime(Instant time) implements Start {}

    /** With the first record that is kept. */
    static Start beginning() {
        return new AtOffset(0);
    }

    /**
     * Reads digits as an offset, anything else as a time, {@code 2026-01-31T12:00:00Z}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Start of(String text) {
        if (text.matches("\\d{1,18}")) {
            return new AtOffset(Long.parseLong(text));
        }
        try {
            return new AtTime(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--from must be an offset, or a time such as 2026-01-31T12:00:00Z, was " + text, e);
        }
    }

    /** Whether a record belongs to it. */
    default boolean includes(ConsumerRecord<String, byte[]> record) {
        return this instanceof AtOffset from
                ? record.offset() >= from.offset()
                : record.timestamp() >= ((AtTime) this).time().toEpochMilli();
    }
}

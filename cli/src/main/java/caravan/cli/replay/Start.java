package caravan.cli.replay;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where in a topic a replay begins. */
public sealed interface Start {
    /** With the first record that is kept. */
    record Beginning() implements Start {}

    /** With this offset of the step's topic, which must have one partition: in several it would mean nothing. */
    record AtOffset(long offset) implements Start {}

    /** With an offset for each partition that is named, and with the first record that is kept in the others. */
    record AtOffsets(Map<Integer, Long> byPartition) implements Start {
        public AtOffsets {
            byPartition = Map.copyOf(byPartition);
        }
    }

    /** With what was written at or after a time. */
    record AtTime(Instant time) implements Start {}

    /**
     * Reads digits as an offset, {@code 0:120,3:40} as offsets of partitions, and anything else as a time,
     * {@code 2026-01-31T12:00:00Z}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Start of(String text) {
        if (text.matches("\\d{1,18}")) {
            return new AtOffset(Long.parseLong(text));
        }
        if (text.matches("\\d{1,9}:\\d{1,18}(,\\d{1,9}:\\d{1,18})*")) {
            Map<Integer, Long> byPartition = new TreeMap<>();
            for (String pair : text.split(",", -1)) {
                int colon = pair.indexOf(':');
                int partition = Integer.parseInt(pair.substring(0, colon));
                if (byPartition.put(partition, Long.parseLong(pair.substring(colon + 1))) != null) {
                    throw new IllegalArgumentException("--from " + text + " names partition " + partition + " twice");
                }
            }
            return new AtOffsets(byPartition);
        }
        try {
            return new AtTime(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--from must be an offset, offsets of partitions such as 0:120,3:40, or a time such as"
                            + " 2026-01-31T12:00:00Z, was " + text,
                    e);
        }
    }

    /** Whether a record belongs to it. */
    default boolean includes(ConsumerRecord<String, byte[]> record) {
        if (this instanceof AtOffset from) {
            return record.offset() >= from.offset();
        } else if (this instanceof AtOffsets from) {
            return record.offset() >= from.byPartition().getOrDefault(record.partition(), 0L);
        } else if (this instanceof AtTime from) {
            return record.timestamp() >= from.time().toEpochMilli();
        }
        return true;
    }

    /**
     * That it means something in the topic of a record.
     *
     * @throws IllegalArgumentException if it is one offset and the topic has several partitions
     */
    default void requireFits(ConsumerRecord<String, byte[]> record) {
        if (this instanceof AtOffset from && record.partition() > 0) {
            throw new IllegalArgumentException("--from " + from.offset() + ": " + record.topic()
                    + " has several partitions, in which one offset means nothing; give a time, or an offset for each,"
                    + " such as 0:" + from.offset() + ",1:" + from.offset());
        }
    }
}

package caravan.schemas;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;

/**
 * One arrow of the path: a Kafka topic and the record it carries. Keys are UTF-8 strings everywhere.
 *
 * @param name the topic's full name
 * @param type the record class of its values
 * @param partitions how many partitions it has unless the configuration says otherwise, at least 1
 * @param retention what the broker keeps of it
 * @param <V> the record
 */
@NullMarked
public record Topic<V extends SpecificRecord>(String name, Class<V> type, int partitions, Retention retention) {
    /** What the broker keeps. */
    public enum Retention {
        /** Everything, for ever: the topic is the archive that replays read. */
        KEPT,
        /** The last record of each key. */
        COMPACTED,
        /**
         * The latest record of each key, of keys that are written all the time: in small segments, since only closed
         * ones are compacted.
         */
        TALLY,
        /** A week: the records are copied onward or only drive something. */
        WEEK,
        /** A day: the records tell people who watch how something goes. */
        DAY
    }

    public Topic {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + ": partitions must be at least 1, was " + partitions);
        }
    }

    /** The registry's name for the schemas of its values: Confluent's default, {@code <topic>-value}. */
    public String subject() {
        return name + "-value";
    }

    /** The Avro schema of the values. */
    public Schema schema() {
        return SpecificData.get().getSchema(type);
    }
}

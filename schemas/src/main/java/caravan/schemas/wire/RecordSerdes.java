package caravan.schemas.wire;

import caravan.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/** Gives each topic the serde of its values. The default is {@link AvroSerdes}; a configuration may name another. */
@FunctionalInterface
public interface RecordSerdes {
    /** A serde that any number of threads may share. */
    <V extends SpecificRecord> Serde<V> values(Topic<V> topic);
}

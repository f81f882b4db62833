package caravan.cli.view;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hears every record that a follower reads, of whatever run, on the follower's thread. */
public interface RecordListener {
    /** Hears nothing. */
    RecordListener NONE = new RecordListener() {
        @Override
        public void begins() {}

        @Override
        public void hears(ConsumerRecord<String, byte[]> record, Optional<SpecificRecord> value) {}
    };

    /** The topics are read from their beginning: what was heard before will be heard again. */
    void begins();

    /** One record; its value is empty for a tombstone, a dead letter, and what cannot be read. */
    void hears(ConsumerRecord<String, byte[]> record, Optional<SpecificRecord> value);
}

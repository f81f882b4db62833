package caravan.cli.tracing;

import caravan.schemas.Topic;
import caravan.schemas.wire.RecordSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes that tell of each record which a step reads with headers from one topic. */
record ReadingSerdes(RecordSerdes serdes, Topic<?> read, String step, RecordSpans spans) implements RecordSerdes {
    @Override
    public <V extends SpecificRecord> Serde<V> values(Topic<V> topic) {
        Serde<V> plain = serdes.values(topic);
        return topic.equals(read)
                ? Serdes.serdeFrom(plain.serializer(), new Reading<>(plain.deserializer(), step, spans))
                : plain;
    }

    private record Reading<V extends SpecificRecord>(Deserializer<V> deserializer, String step, RecordSpans spans)
            implements Deserializer<V> {
        @Override
        public V deserialize(String topic, byte[] bytes) {
            return deserializer.deserialize(topic, bytes);
        }

        @Override
        public V deserialize(String topic, Headers headers, byte[] bytes) {
            V value = deserializer.deserialize(topic, headers, bytes);
            if (value != null) {
                spans.read(step, topic, headers, value, System.currentTimeMillis());
            }
            return value;
        }

        @Override
        public void close() {
            deserializer.close();
        }
    }
}

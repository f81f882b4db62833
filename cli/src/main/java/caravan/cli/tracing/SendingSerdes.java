package caravan.cli.tracing;

import caravan.schemas.Topic;
import caravan.schemas.wire.RecordSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serdes that tell each record which is written with headers to the topic itself; stores write without, or elsewhere.
 */
record SendingSerdes(RecordSerdes serdes, RecordSpans spans) implements RecordSerdes {
    @Override
    public <V extends SpecificRecord> Serde<V> values(Topic<V> topic) {
        Serde<V> plain = serdes.values(topic);
        return Serdes.serdeFrom(new Sending<>(topic, plain.serializer(), spans), plain.deserializer());
    }

    private record Sending<V extends SpecificRecord>(Topic<V> topic, Serializer<V> serializer, RecordSpans spans)
            implements Serializer<V> {
        @Override
        public byte[] serialize(String name, V value) {
            return serializer.serialize(name, value);
        }

        @Override
        public byte[] serialize(String name, Headers headers, V value) {
            if (value != null && name.equals(topic.name())) {
                spans.sent(name, headers, value);
            }
            return serializer.serialize(name, headers, value);
        }

        @Override
        public void close() {
            serializer.close();
        }
    }
}

package caravan.schemas.wire;

import caravan.schemas.Topic;
import caravan.schemas.registry.SchemaRegistry;
import caravan.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Avro in the Confluent wire format: a zero byte, the schema's id as four bytes, then Avro binary. Subjects are named
 * {@code <topic>-value}, as Confluent's default strategy does. Encoders and decoders are made anew for each record,
 * because Kafka Streams shares one serde between threads; datum writers, which hold no state, are shared.
 *
 * <p>A value that can never be read (not this format, an unknown id, another record) is a
 * {@link SerializationException}. A registry that is down or refuses us is a {@link SchemaRegistryException} that is
 * retriable: the value may be sound, so it must not go to the dead letters.
 */
public final class AvroSerdes implements RecordSerdes {
    private static final int MAGIC = 0;
    private static final int HEADER_BYTES = 5;

    /** Writes by the code that stands in the records' classes, which gives the same bytes as walking their schema. */
    private static final SpecificData BY_GENERATED_CODE = new SpecificData();

    static {
        TrustedRecords.trust();
        BY_GENERATED_CODE.setCustomCoders(true);
    }

    private final SchemaRegistry registry;
    private final Map<String, Integer> idBySubject = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemaById = new ConcurrentHashMap<>();

    /** Serdes over one registry, which is asked once for each subject and id. */
    public AvroSerdes(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <V extends SpecificRecord> Serde<V> values(Topic<V> topic) {
        DatumWriter<V> writer = new SpecificDatumWriter<>(topic.schema(), BY_GENERATED_CODE);
        Serializer<V> serializer = (name, value) -> value == null ? null : encode(topic, writer, name, value);
        Deserializer<V> deserializer = (name, bytes) -> bytes == null ? null : decode(topic, name, bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    private <V extends SpecificRecord> byte[] encode(Topic<V> topic, DatumWriter<V> writer, String topicName, V value) {
        int id = idBySubject.computeIfAbsent(
                topicName + "-value", subject -> registry.register(subject, topic.schema()));
        Growing bytes = new Growing();
        bytes.write(MAGIC);
        bytes.write(id >>> 24);
        bytes.write(id >>> 16);
        bytes.write(id >>> 8);
        bytes.write(id);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.taken();
    }

    private <V extends SpecificRecord> V decode(Topic<V> topic, String topicName, byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new SerializationException(topicName + ": not in the Confluent wire format (magic byte 0, 4-byte"
                    + " schema id), value of " + bytes.length + " bytes");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        Schema written = writtenBy(id, topicName);
        try {
            SpecificDatumReader<V> reader =
                    new SpecificDatumReader<>(written, topic.schema(), SpecificData.getForClass(topic.type()));
            return reader.read(
                    null, DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    topicName + ": value of schema id " + id + " is not a "
                            + topic.type().getSimpleName(),
                    e);
        }
    }

    private Schema writtenBy(int id, String topicName) {
        try {
            return schemaById.computeIfAbsent(id, registry::schemaById);
        } catch (SchemaRegistryException e) {
            if (e.isRetriable()) {
                throw e;
            }
            throw new SerializationException(topicName + ": value of schema id " + id + ": " + e.getMessage(), e);
        }
    }

    /**
     * Bytes in memory; {@link java.io.ByteArrayOutputStream} takes a lock at each of the many small writes of a record.
     */
    private static final class Growing extends OutputStream {
        private byte[] bytes = new byte[512];
        private int length;

        @Override
        public void write(int value) {
            reserve(1);
            bytes[length++] = (byte) value;
        }

        @Override
        public void write(byte[] more, int offset, int count) {
            reserve(count);
            System.arraycopy(more, offset, bytes, length, count);
            length += count;
        }

        private void reserve(int count) {
            if (bytes.length - length < count) {
                bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), bytes.length * 2));
            }
        }

        byte[] taken() {
            return Arrays.copyOf(bytes, length);
        }
    }
}

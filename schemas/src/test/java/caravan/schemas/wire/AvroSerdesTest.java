package caravan.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.registry.SchemaRegistry;
import caravan.schemas.registry.SchemaRegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class AvroSerdesTest {
    private static final int THREADS = 8;

    private final SchemaRegistry registry = new InMemorySchemaRegistry();
    private final RecordSerdes serdes = new AvroSerdes(registry);

    /** As Kafka Streams does it: one serde, many threads. Each thread has records of its own to recognise. */
    @ParameterizedTest
    @MethodSource("caravan.schemas.wire.RandomRecords#topics")
    <V extends SpecificRecord> void readsBackWhatItWroteInManyThreadsAtOnce(Topic<V> topic) throws Exception {
        Serde<V> serde = serdes.values(topic);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<V>>> tasks = new ArrayList<>();
            List<List<V>> written = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                List<V> records = RandomRecords.of(topic, 50, thread);
                written.add(records);
                tasks.add(() -> records.stream()
                        .map(record -> roundTrip(serde, topic, record))
                        .toList());
            }

            List<List<V>> read = new ArrayList<>();
            for (Future<List<V>> result : threads.invokeAll(tasks)) {
                read.add(result.get());
            }

            assertThat(read).isEqualTo(written);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Other writers walk the schema; the code of the records' classes must come to the same. */
    @ParameterizedTest
    @MethodSource("caravan.schemas.wire.RandomRecords#topics")
    <V extends SpecificRecord> void writesTheBytesThatTheSchemaAsksFor(Topic<V> topic) throws IOException {
        Serde<V> serde = serdes.values(topic);
        for (V record : RandomRecords.of(topic, 50, 7)) {
            ByteArrayOutputStream walked = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(walked, null);
            new SpecificDatumWriter<V>(topic.schema()).write(record, encoder);
            encoder.flush();

            byte[] written = serde.serializer().serialize(topic.name(), record);

            assertThat(Arrays.copyOfRange(written, 5, written.length)).isEqualTo(walked.toByteArray());
        }
    }

    @Test
    void beginsWithAZeroByteAndTheSchemasId() {
        ByteBuffer bytes = ByteBuffer.wrap(bytesOf(Topics.SERVING));

        assertThat(bytes.get()).isZero();
        assertThat(registry.schemaById(bytes.getInt())).isEqualTo(Topics.SERVING.schema());
    }

    @Test
    void writesATombstoneAsNothing() {
        Serde<?> serde = serdes.values(Topics.SERVING);

        assertThat(serde.serializer().serialize(Topics.SERVING.name(), null)).isNull();
        assertThat((Object) serde.deserializer().deserialize(Topics.SERVING.name(), null))
                .isNull();
    }

    @Test
    void refusesBytesOfAnotherFormat() {
        assertThatThrownBy(() -> read(Topics.SERVING, new byte[] {'{', '}'}))
                .isInstanceOf(SerializationException.class)
                .hasMessage(
                        "caravan.serving: not in the Confluent wire format (magic byte 0, 4-byte schema id), value of"
                                + " 2 bytes");
    }

    @Test
    void refusesAnUnknownId() {
        byte[] bytes = bytesOf(Topics.SERVING);
        ByteBuffer.wrap(bytes).putInt(1, 77);

        assertThatThrownBy(() -> read(Topics.SERVING, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("caravan.serving: value of schema id 77: no schema has id 77");
    }

    @Test
    void refusesATruncatedValue() {
        byte[] bytes = bytesOf(Topics.SERVING);

        assertThatThrownBy(() -> read(Topics.SERVING, Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessage("caravan.serving: value of schema id 1 is not a Serving");
    }

    @Test
    void refusesAnotherRecord() {
        assertThatThrownBy(() -> read(Topics.SERVING, bytesOf(Topics.RUNS)))
                .isInstanceOf(SerializationException.class)
                .hasMessage("caravan.serving: value of schema id 1 is not a Serving");
    }

    /** Else a sound value would be sent to the dead letters while the registry restarts. */
    @Test
    void doesNotBlameTheValueForARegistryThatIsDown() {
        SchemaRegistryException down = new SchemaRegistryException("connection refused", true);
        RecordSerdes helpless = new AvroSerdes(new SchemaRegistry() {
            @Override
            public int register(String subject, Schema schema) {
                throw down;
            }

            @Override
            public Schema schemaById(int id) {
                throw down;
            }
        });

        assertThatThrownBy(() -> helpless.values(Topics.SERVING)
                        .deserializer()
                        .deserialize(Topics.SERVING.name(), bytesOf(Topics.SERVING)))
                .isSameAs(down);
    }

    private <V extends SpecificRecord> byte[] bytesOf(Topic<V> topic) {
        V record = RandomRecords.of(topic, 1, 1).get(0);
        return serdes.values(topic).serializer().serialize(topic.name(), record);
    }

    private <V extends SpecificRecord> V read(Topic<V> topic, byte[] bytes) {
        return serdes.values(topic).deserializer().deserialize(topic.name(), bytes);
    }

    private static <V extends SpecificRecord> V roundTrip(Serde<V> serde, Topic<V> topic, V record) {
        byte[] bytes = serde.serializer().serialize(topic.name(), record);
        return serde.deserializer().deserialize(topic.name(), bytes);
    }
}

package caravan.streams.flow;

import caravan.schemas.Topic;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import caravan.schemas.wire.RecordSerdes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Drives one step's topology without a broker, by topics and records. */
public final class TopologyBench implements AutoCloseable {
    /** Serdes over a registry in memory. */
    public static final RecordSerdes SERDES = new AvroSerdes(new InMemorySchemaRegistry());

    private static final Instant START = Instant.ofEpochMilli(1_000_000);

    private final TopologyTestDriver driver;

    /** Starts a topology. */
    public TopologyBench(Topology topology) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        this.driver = new TopologyTestDriver(topology, settings, START);
    }

    /** The committed text of a topology's description. */
    public static String golden(String step) {
        try {
            return Files.readString(Path.of("src/test/resources/topologies", step + ".txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a record under its key. */
    public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
        driver.createInputTopic(
                        topic.name(),
                        new StringSerializer(),
                        SERDES.values(topic).serializer())
                .pipeInput(key, value);
    }

    /** The records that came out since the last look, with keys and headers. */
    public <V extends SpecificRecord> List<TestRecord<String, V>> records(Topic<V> topic) {
        return driver.createOutputTopic(
                        topic.name(),
                        new StringDeserializer(),
                        SERDES.values(topic).deserializer())
                .readRecordsToList();
    }

    /** The values that came out since the last look. */
    public <V extends SpecificRecord> List<V> values(Topic<V> topic) {
        return records(topic).stream().map(TestRecord::value).toList();
    }

    /** Lets wall-clock time pass. */
    public void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    @Override
    public void close() {
        driver.close();
    }
}

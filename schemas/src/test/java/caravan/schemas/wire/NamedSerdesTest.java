package caravan.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class NamedSerdesTest {
    /** What a configuration may name: any serde with a constructor without parameters. */
    public static final class Recording extends Serdes.WrapperSerde<String> {
        private final Map<String, Object> configs = new HashMap<>();
        private boolean key = true;

        /** As Kafka makes it. */
        public Recording() {
            super(Serdes.String().serializer(), Serdes.String().deserializer());
        }

        @Override
        public void configure(Map<String, ?> given, boolean isKey) {
            configs.putAll(given);
            key = isKey;
        }
    }

    @Test
    void makesAndConfiguresTheNamedClassForValues() {
        RecordSerdes serdes =
                new NamedSerdes(Recording.class.getName(), Map.of("schema.registry.url", "http://registry:8081"));

        Serde<?> serde = serdes.values(Topics.PROMPTS);

        assertThat(serde).isInstanceOfSatisfying(Recording.class, recording -> {
            assertThat(recording.configs).containsEntry("schema.registry.url", "http://registry:8081");
            assertThat(recording.key).isFalse();
        });
    }

    @Test
    void saysWhereConfluentsSerdesComeFrom() {
        String name = "io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde";

        assertThatThrownBy(() -> new NamedSerdes(name, Map.of()))
                .hasMessage(
                        "serde " + name + ": is not on the class path; build with the Maven profile confluent, which"
                                + " needs Confluent's own repository");
    }

    @Test
    void refusesAClassThatIsNoSerde() {
        assertThatThrownBy(() -> new NamedSerdes("java.lang.String", Map.of()))
                .hasMessage("serde java.lang.String: is not a org.apache.kafka.common.serialization.Serde");
    }
}

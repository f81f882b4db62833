package caravan.producers.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.producers.Found;
import caravan.producers.SourceSettings;
import caravan.schemas.registry.InMemorySchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class RecordParserTest {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @Test
    void readsTextAndJsonAndTakesTheMappedFields() throws IOException {
        RecordParser parser = parser(Map.of("instruction", "ticket.subject", "input", "ticket.body"));

        assertThat(parse(parser, "Just text.")).isEqualTo(new Found.Task("Just text.", ""));
        assertThat(parse(parser, "{\"ticket\": {\"subject\": \"It is broken.\", \"body\": \"The lamp.\", \"id\": 7}}"))
                .isEqualTo(new Found.Task("It is broken.", "The lamp."));
    }

    @Test
    void readsWhatKafkaConnectWritesWithAndWithoutItsSchema() throws IOException {
        RecordParser parser = parser(Map.of());
        String payload = "{\"instruction\": \"Sort these.\", \"input\": \"3 1 2\", \"row\": 12}";
        String schema = """
                {"type": "struct", "optional": false, "fields": [
                  {"type": "string", "optional": false, "field": "instruction"},
                  {"type": "string", "optional": true, "field": "input"},
                  {"type": "int64", "optional": false, "field": "row"}]}""";

        assertThat(parse(parser, payload)).isEqualTo(new Found.Task("Sort these.", "3 1 2"));
        assertThat(parse(parser, "{\"schema\": " + schema + ", \"payload\": " + payload + "}"))
                .isEqualTo(new Found.Task("Sort these.", "3 1 2"));
        assertThat(parse(parser, "{\"instruction\": \"Sort these.\", \"input\": null}"))
                .isEqualTo(new Found.Task("Sort these.", ""));
    }

    @Test
    void readsAvroOfAnySchemaByItsId() throws IOException {
        Schema inner =
                SchemaBuilder.record("Text").fields().requiredString("en").endRecord();
        Schema schema = SchemaBuilder.record("Question")
                .fields()
                .requiredLong("number")
                .name("text")
                .type(inner)
                .noDefault()
                .endRecord();
        GenericRecord question = new GenericRecordBuilder(schema)
                .set("number", 7L)
                .set(
                        "text",
                        new GenericRecordBuilder(inner)
                                .set("en", "Who wrote it?")
                                .build())
                .build();

        RecordParser parser = parser(Map.of("instruction", "text.en"));

        assertThat(parser.parse(Optional.of(avro(schema, question)))).isEqualTo(new Found.Task("Who wrote it?", ""));
        Schema string = Schema.create(Schema.Type.STRING);
        assertThat(parser.parse(Optional.of(avro(string, "Bare text.")))).isEqualTo(new Found.Task("Bare text.", ""));
    }

    @Test
    void refusesByNameWhatIsNoPrompt() throws IOException {
        RecordParser parser = parser(Map.of());

        assertThat(reason(parser.parse(Optional.empty()))).isEqualTo("empty");
        assertThat(reason(parse(parser, "{"))).isEqualTo("broken-json");
        assertThat(reason(parse(parser, "{\"a\": 1}"))).isEqualTo("no-instruction");
        assertThat(reason(parse(parser, "x".repeat(5 << 20)))).isEqualTo("too-long");
        assertThat(reason(parser.parse(Optional.of(new byte[] {0, 0, 0, 0, 99, 1}))))
                .isEqualTo("broken-avro");
        assertThat(reason(parser.parse(Optional.of(new byte[] {7, 1, 2})))).isEqualTo("binary");
        assertThat(reason(parser(Map.of("format", "avro")).parse(Optional.of("text".getBytes(UTF_8)))))
                .isEqualTo("broken-avro");
    }

    @Test
    void doesNotReadThePathsOwnTopics() {
        assertThatThrownBy(() -> TopicSettings.of(new SourceSettings(Map.of("topic", "caravan.prompts"))))
                .hasMessageContaining("round for ever");
    }

    private RecordParser parser(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("topic", "questions");
        return new RecordParser(TopicSettings.of(new SourceSettings(settings)), registry);
    }

    private static Found parse(RecordParser parser, String text) throws IOException {
        return parser.parse(Optional.of(text.getBytes(UTF_8)));
    }

    private static String reason(Found found) {
        return ((Found.Fault) found).reason();
    }

    private byte[] avro(Schema schema, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.writeBytes(ByteBuffer.allocate(4)
                .putInt(registry.register("questions-" + schema.getName(), schema))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<Object>(schema).write(value, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}

package caravan.producers.topic;

import caravan.producers.Found;
import caravan.producers.reading.AvroFields;
import caravan.producers.reading.FieldMapping;
import caravan.producers.reading.Line;
import caravan.producers.reading.LineParser;
import caravan.producers.reading.LineSource;
import caravan.schemas.registry.SchemaRegistry;
import caravan.schemas.registry.SchemaRegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;

/** Reads a record's value as a prompt: JSON, text, or Avro in the Confluent wire format. Not thread-safe. */
final class RecordParser {
    private static final int HEADER_BYTES = 5;

    private final TopicSettings settings;
    private final SchemaRegistry registry;
    private final LineParser lines;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    RecordParser(TopicSettings settings, SchemaRegistry registry) {
        this.settings = settings;
        this.registry = registry;
        this.lines = new LineParser(
                settings.mapping(),
                settings.format().equals("avro")
                        ? LineParser.Format.AUTO
                        : LineParser.Format.valueOf(settings.format().toUpperCase(Locale.ROOT)));
    }

    /** @throws IOException if the registry cannot be asked now */
    Found parse(Optional<byte[]> value) throws IOException {
        if (value.isEmpty()) {
            return new Found.Fault("empty", "the record has no value", "");
        }
        byte[] bytes = value.get();
        boolean hasMagic = bytes.length >= HEADER_BYTES && bytes[0] == 0;
        if (settings.format().equals("avro") || (settings.format().equals("auto") && hasMagic)) {
            return hasMagic
                    ? parseAvro(bytes)
                    : broken("not in the Confluent wire format (magic byte 0, 4-byte schema id), " + bytes.length
                            + " bytes");
        }
        return lines.parse(Line.alone(bytes, LineSource.LINE_BYTES_MAX));
    }

    private Found parseAvro(byte[] bytes) throws IOException {
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        Object value;
        try {
            Schema schema = schemas.get(id);
            if (schema == null) {
                schema = registry.schemaById(id);
                schemas.put(id, schema);
            }
            value = new GenericDatumReader<Object>(schema)
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
        } catch (SchemaRegistryException e) {
            if (e.isRetriable()) {
                throw new IOException(
                        "the schema registry cannot be asked for schema " + id + ": " + e.getMessage(), e);
            }
            return broken("schema id " + id + ": " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            return broken("not a value of schema id " + id + ": " + e.getMessage());
        }
        if (value instanceof IndexedRecord record) {
            FieldMapping mapping = settings.mapping();
            return mapping.ofRow(name -> AvroFields.get(record, name), AvroFields.shown(record));
        }
        return value instanceof CharSequence text
                ? FieldMapping.ofText(text.toString())
                : broken("schema id " + id + " is neither a record nor a string");
    }

    private static Found broken(String detail) {
        return new Found.Fault("broken-avro", detail, "");
    }
}

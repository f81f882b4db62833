package caravan.producers.reading;

import caravan.producers.Found;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line as a prompt. A line that opens with a brace or a bracket is meant as JSON, every other one is the
 * instruction itself. JSON names instruction and input as a {@link FieldMapping} says; other fields, which exported
 * data sets carry, are let be. The envelope of Kafka Connect's JSON converter, {@code {"schema": .., "payload": {..}}},
 * is opened. Thread-safe.
 */
public final class LineParser {
    private static final char NO_CHARACTER = '\uFFFD';

    private final FieldMapping mapping;
    private final Format format;
    /** Names of the fields that are looked for. */
    private final List<String> wanted;

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What a line is taken for. */
    public enum Format {
        /** JSON if it opens as JSON does, else text. */
        AUTO,
        /** Always JSON. */
        JSON,
        /** Always the instruction itself. */
        TEXT
    }

    /** A parser of either kind of line, with the default names of fields. */
    public LineParser() {
        this(FieldMapping.DEFAULT, Format.AUTO);
    }

    /** A parser of one format. */
    public LineParser(FieldMapping mapping, Format format) {
        this.mapping = mapping;
        this.format = format;
        this.wanted = Stream.concat(mapping.instruction().stream(), Stream.of(mapping.input()))
                .toList();
    }

    /** What stands in a line. */
    public Found parse(Line line) {
        if (line.isCut()) {
            return fault(
                    line,
                    LineFault.TOO_LONG,
                    "a line must have at most " + line.bytes().remaining() + " bytes, has " + line.length()
                            + "; only its beginning is kept here");
        }
        Optional<String> decoded = decoded(line.bytes());
        if (decoded.isEmpty()) {
            return fault(line, LineFault.NOT_UTF8, "byte " + firstBadByte(line.bytes()) + " of the line is not UTF-8");
        }
        String text = decoded.get().strip();
        if (text.isEmpty()) {
            return fault(line, LineFault.EMPTY, "the line is blank");
        }
        boolean isJson =
                format == Format.JSON || (format == Format.AUTO && (text.startsWith("{") || text.startsWith("[")));
        if (isJson) {
            return parseJson(line, text);
        }
        return FieldMapping.holdsControls(text)
                ? fault(line, LineFault.BINARY, "control characters stand in it, so it is no text")
                : new Found.Task(text, "");
    }

    /** The text, if it is UTF-8. */
    private static Optional<String> decoded(ByteBuffer bytes) {
        byte[] copied = new byte[bytes.remaining()];
        bytes.duplicate().get(copied);
        String text = new String(copied, StandardCharsets.UTF_8);
        // Whatever is none becomes this character, which may also stand there by right.
        return text.indexOf(NO_CHARACTER) >= 0 && !isUtf8(bytes) ? Optional.empty() : Optional.of(text);
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private Found parseJson(Line line, String text) {
        Optional<Found> flat = parseFlat(text);
        return flat.isPresent() && flat.get() instanceof Found.Task ? flat.get() : parseTree(line, text);
    }

    /**
     * What stands in an object of plain values, as nearly all are, without a tree of it; empty for every other text,
     * sound or not.
     */
    private Optional<Found> parseFlat(String text) {
        String[] values = new String[wanted.size()];
        try (JsonParser tokens = json.createParser(text)) {
            if (tokens.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (tokens.nextToken() == JsonToken.FIELD_NAME) {
                int field = wanted.indexOf(tokens.currentName());
                JsonToken value = tokens.nextToken();
                boolean isText = value == JsonToken.VALUE_STRING;
                if (value.isStructStart() || (field >= 0 && !isText && value != JsonToken.VALUE_NULL)) {
                    return Optional.empty();
                }
                if (field >= 0 && isText) {
                    values[field] = tokens.getText();
                }
            }
            if (tokens.currentToken() != JsonToken.END_OBJECT || tokens.nextToken() != null) {
                return Optional.empty();
            }
        } catch (IOException e) {
            // What is wrong is found and told by the other way.
            return Optional.empty();
        }
        return Optional.of(mapping.find(name -> values[wanted.indexOf(name)], LineFault.BROKEN_JSON, ""));
    }

    private Found parseTree(Line line, String text) {
        JsonNode tree;
        try {
            tree = json.readTree(text);
        } catch (JsonProcessingException e) {
            return fault(
                    line,
                    LineFault.BROKEN_JSON,
                    e.getOriginalMessage() + " (column " + e.getLocation().getColumnNr() + ")");
        }
        if (!tree.isObject()) {
            return fault(line, LineFault.BROKEN_JSON, "a line must be a JSON object, is " + kind(tree));
        }
        JsonNode object = payload(tree);
        // Shown as it came, which costs something, only where it is refused.
        Found found = mapping.find(name -> value(object, name), LineFault.BROKEN_JSON, "");
        return found instanceof Found.Fault fault
                ? new Found.Fault(fault.reason(), fault.detail(), line.shown())
                : found;
    }

    private static String kind(JsonNode tree) {
        return tree.isArray() ? "an array" : "no object";
    }

    private static JsonNode payload(JsonNode tree) {
        boolean isEnvelope =
                tree.size() == 2 && tree.has("schema") && tree.path("payload").isObject();
        return isEnvelope ? tree.get("payload") : tree;
    }

    private static @Nullable Object value(JsonNode object, String name) {
        JsonNode node = object.get(name);
        for (int dot = name.indexOf('.'); node == null && dot > 0; dot = name.indexOf('.', dot + 1)) {
            JsonNode outer = object.get(name.substring(0, dot));
            if (outer != null && outer.isObject()) {
                return value(outer, name.substring(dot + 1));
            }
        }
        if (node == null || node.isNull()) {
            return null;
        }
        return node.isTextual() ? node.textValue() : node;
    }

    private static Found.Fault fault(Line line, LineFault fault, String detail) {
        return FieldMapping.fault(fault, detail, line.shown());
    }

    private static int firstBadByte(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = bytes.slice();
        CoderResult result = decoder.decode(in, CharBuffer.allocate(in.remaining() + 1), true);
        return result.isError() ? in.position() + 1 : in.limit();
    }
}

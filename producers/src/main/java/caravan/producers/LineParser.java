package caravan.producers;

import caravan.producers.ParsedLine.Faulty;
import caravan.producers.ParsedLine.Task;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a line as a prompt. A line that opens with a brace or a bracket is meant as JSON, every other one is the
 * instruction itself. JSON names the instruction {@code instruction} or {@code prompt} and the input {@code input};
 * other fields, which exported data sets carry, are let be. Thread-safe.
 */
final class LineParser {
    private static final List<String> INSTRUCTION_FIELDS = List.of("instruction", "prompt");

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    ParsedLine parse(Line line) {
        if (line.isCut()) {
            return new Faulty(
                    LineFault.TOO_LONG,
                    "a line must have at most " + line.bytes().remaining() + " bytes, has " + line.length()
                            + "; only its beginning is kept here");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(line.bytes().duplicate())
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            return new Faulty(LineFault.NOT_UTF8, "byte " + firstBadByte(line.bytes()) + " of the line is not UTF-8");
        }
        if (text.isEmpty()) {
            return new Faulty(LineFault.EMPTY, "the line is blank");
        }
        return text.startsWith("{") || text.startsWith("[") ? parseJson(text) : new Task(text, "");
    }

    private ParsedLine parseJson(String text) {
        JsonNode tree;
        try {
            tree = json.readTree(text);
        } catch (JsonProcessingException e) {
            return new Faulty(
                    LineFault.BROKEN_JSON,
                    e.getOriginalMessage() + " (column " + e.getLocation().getColumnNr() + ")");
        }
        if (!tree.isObject()) {
            return new Faulty(LineFault.BROKEN_JSON, "a line must be a JSON object, is an array");
        }
        for (String field : List.of("instruction", "prompt", "input")) {
            if (tree.hasNonNull(field) && !tree.get(field).isTextual()) {
                return new Faulty(
                        LineFault.BROKEN_JSON, "'" + field + "' must be a string, was " + shortened(tree.get(field)));
            }
        }
        String input = tree.path("input").asText("").strip();
        String instruction = INSTRUCTION_FIELDS.stream()
                .map(field -> tree.path(field).asText("").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        if (instruction.isEmpty()) {
            return new Faulty(LineFault.NO_INSTRUCTION, "'instruction' (or 'prompt') is missing or blank");
        }
        if (!isWhole(instruction) || !isWhole(input)) {
            return new Faulty(LineFault.BROKEN_JSON, "an escaped surrogate has no partner, so it is no character");
        }
        return new Task(instruction, input);
    }

    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
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

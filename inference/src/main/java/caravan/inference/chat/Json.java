package caravan.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values as JSON, spaced as Python spaces it, and JSON as values. All of it counts as a message's. */
final class Json {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** As {@code json.dumps} writes it; with an indent of 0, in one line. */
    static Text of(Object value, int indent) {
        return Text.ofMessage(write(value, indent, ""));
    }

    static Object value(JsonNode node) {
        if (node.isTextual()) {
            return Text.ofMessage(node.asText());
        } else if (node.isBoolean()) {
            return node.asBoolean();
        } else if (node.isIntegralNumber()) {
            return node.asLong();
        } else if (node.isNumber()) {
            return node.asDouble();
        } else if (node.isArray()) {
            List<Object> items = new ArrayList<>();
            node.forEach(item -> items.add(value(item)));
            return items;
        } else if (node.isObject()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), value(field.getValue())));
            return fields;
        }
        return Absent.NONE;
    }

    private static String write(Object value, int indent, String margin) {
        String inner = indent > 0 ? margin + " ".repeat(indent) : "";
        String open = indent > 0 ? "\n" + inner : "";
        String between = indent > 0 ? ",\n" + inner : ", ";
        String close = indent > 0 ? "\n" + margin : "";
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            Values.items(list).forEach(item -> items.add(write(item, indent, inner)));
            return items.isEmpty() ? "[]" : "[" + open + String.join(between, items) + close + "]";
        } else if (value instanceof Map<?, ?> map) {
            List<String> fields = new ArrayList<>();
            Values.items(map)
                    .forEach(key -> fields.add(
                            quoted(Values.text(key).chars()) + ": " + write(Values.field(map, key), indent, inner)));
            return fields.isEmpty() ? "{}" : "{" + open + String.join(between, fields) + close + "}";
        } else if (value instanceof Text text) {
            return quoted(text.chars());
        }
        return value instanceof Absent ? "null" : String.valueOf(value);
    }

    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every string can be written as JSON", e);
        }
    }
}

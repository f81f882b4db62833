package caravan.trainer.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads rubric items, one JSON object a line: {@code {"id", "behaviour", "instruction", "input", "checks": [{"kind",
 * ...}]}}. Kinds: {@code any-of} and {@code none-of} with {@code texts}, {@code matches} and {@code not-matches} with
 * {@code pattern} (Java's syntax), {@code asks-back}, {@code words} with {@code min} and {@code max}. Blank lines are
 * passed over; {@code input} may be absent. Unknown keys are errors, since a misspelt one would weaken an item unseen.
 */
public final class RubricFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final Set<String> KEYS = Set.of("id", "behaviour", "instruction", "input", "checks");

    private RubricFile() {}

    /**
     * The file's items, in its order.
     *
     * @throws RubricException with every problem of the file
     */
    public static List<RubricItem> read(Path file) throws IOException {
        return parse(file.toString(), Files.readAllLines(file));
    }

    /** The items of these lines; {@code name} stands before each problem. */
    public static List<RubricItem> parse(String name, List<String> lines) {
        var items = new ArrayList<RubricItem>();
        var problems = new ArrayList<String>();
        var lineOfId = new HashMap<String, Integer>();
        for (int line = 1; line <= lines.size(); line++) {
            if (lines.get(line - 1).isBlank()) {
                continue;
            }
            try {
                var item = item(JSON.readTree(lines.get(line - 1)));
                var earlier = lineOfId.putIfAbsent(item.id(), line);
                if (earlier != null) {
                    throw new IllegalArgumentException("id " + item.id() + " stands in line " + earlier + " too");
                }
                items.add(item);
            } catch (JsonProcessingException broken) {
                problems.add(name + ":" + line + ": no JSON object: " + broken.getOriginalMessage());
            } catch (IllegalArgumentException unfit) {
                problems.add(name + ":" + line + ": " + unfit.getMessage());
            }
        }
        if (items.isEmpty() && problems.isEmpty()) {
            problems.add(name + ":1: no items");
        }
        if (!problems.isEmpty()) {
            throw new RubricException(problems);
        }
        return List.copyOf(items);
    }

    private static RubricItem item(JsonNode node) {
        onlyKeys(node, "an item", KEYS);
        var checks = new ArrayList<Check>();
        for (var check : list(node, "checks")) {
            checks.add(check(check));
        }
        var input = node.has("input") ? text(node, "input") : "";
        return new RubricItem(text(node, "id"), text(node, "behaviour"), text(node, "instruction"), input, checks);
    }

    private static Check check(JsonNode node) {
        var kind = text(node, "kind");
        return switch (kind) {
            case "any-of" -> new Check.AnyOf(texts(node, kind));
            case "none-of" -> new Check.NoneOf(texts(node, kind));
            case "matches" -> new Check.Matches(pattern(node, kind));
            case "not-matches" -> new Check.NotMatches(pattern(node, kind));
            case "asks-back" -> {
                onlyKeys(node, kind, Set.of("kind"));
                yield new Check.AsksBack();
            }
            case "words" -> {
                onlyKeys(node, kind, Set.of("kind", "min", "max"));
                yield new Check.Words(number(node, "min"), number(node, "max"));
            }
            default ->
                throw new IllegalArgumentException(
                        "kind must be any-of, none-of, matches, not-matches, asks-back" + " or words, was " + kind);
        };
    }

    private static List<String> texts(JsonNode node, String kind) {
        onlyKeys(node, kind, Set.of("kind", "texts"));
        var texts = new ArrayList<String>();
        for (var text : list(node, "texts")) {
            if (!text.isTextual()) {
                throw new IllegalArgumentException("texts must be strings, was " + text);
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    private static Pattern pattern(JsonNode node, String kind) {
        onlyKeys(node, kind, Set.of("kind", "pattern"));
        var pattern = text(node, "pattern");
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException("pattern " + pattern + ": " + broken.getDescription(), broken);
        }
    }

    private static void onlyKeys(JsonNode node, String what, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " must be an object, was " + node);
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(what + " has no key " + key);
            }
        });
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException(key + " must be a string, was " + shown(node, key));
        }
        return node.path(key).textValue();
    }

    private static int number(JsonNode node, String key) {
        if (!node.path(key).canConvertToInt() || !node.path(key).isIntegralNumber()) {
            throw new IllegalArgumentException(key + " must be a whole number, was " + shown(node, key));
        }
        return node.path(key).intValue();
    }

    private static JsonNode list(JsonNode node, String key) {
        if (!node.path(key).isArray()) {
            throw new IllegalArgumentException(key + " must be a list, was " + shown(node, key));
        }
        return node.path(key);
    }

    private static String shown(JsonNode node, String key) {
        return node.has(key) ? node.path(key).toString() : "absent";
    }
}

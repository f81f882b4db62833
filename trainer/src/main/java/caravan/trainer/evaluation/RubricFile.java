package caravan.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads rubric items, one JSON object a line: {@code {"id", "behaviour", "instruction", "input", "checks": [{"kind",
 * ...}]}}. Kinds: {@code any-of} and {@code none-of} with {@code texts}, {@code matches} and {@code not-matches} with
 * {@code pattern} (Java's syntax), {@code asks-back}, {@code words} with {@code min} and {@code max}. Blank lines are
 * passed over; {@code input} may be absent.
 */
public final class RubricFile {
    private static final Set<String> KEYS = Set.of("id", "behaviour", "instruction", "input", "checks");

    private RubricFile() {}

    /**
     * The file's items, in its order.
     *
     * @throws SuiteException with every problem of the file
     */
    public static List<RubricItem> read(Path file) throws IOException {
        return parse(file.toString(), Files.readAllLines(file));
    }

    /** The items of these lines; {@code name} stands before each problem. */
    public static List<RubricItem> parse(String name, List<String> lines) {
        return JsonLines.parse(name, lines, RubricFile::item);
    }

    static RubricItem item(JsonNode node) {
        Fields.onlyKeys(node, "an item", KEYS);
        var checks = new ArrayList<Check>();
        for (var check : Fields.list(node, "checks")) {
            checks.add(check(check));
        }
        return new RubricItem(
                Fields.text(node, "id"),
                Fields.text(node, "behaviour"),
                Fields.text(node, "instruction"),
                Fields.textOr(node, "input", ""),
                checks);
    }

    private static Check check(JsonNode node) {
        var kind = Fields.text(node, "kind");
        return switch (kind) {
            case "any-of" -> new Check.AnyOf(texts(node, kind));
            case "none-of" -> new Check.NoneOf(texts(node, kind));
            case "matches" -> new Check.Matches(pattern(node, kind));
            case "not-matches" -> new Check.NotMatches(pattern(node, kind));
            case "asks-back" -> {
                Fields.onlyKeys(node, kind, Set.of("kind"));
                yield new Check.AsksBack();
            }
            case "words" -> {
                Fields.onlyKeys(node, kind, Set.of("kind", "min", "max"));
                yield new Check.Words(Fields.number(node, "min"), Fields.number(node, "max"));
            }
            default ->
                throw new IllegalArgumentException(
                        "kind must be any-of, none-of, matches, not-matches, asks-back" + " or words, was " + kind);
        };
    }

    private static List<String> texts(JsonNode node, String kind) {
        Fields.onlyKeys(node, kind, Set.of("kind", "texts"));
        return Fields.texts(node, "texts");
    }

    private static Pattern pattern(JsonNode node, String kind) {
        Fields.onlyKeys(node, kind, Set.of("kind", "pattern"));
        var pattern = Fields.text(node, "pattern");
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException("pattern " + pattern + ": " + broken.getDescription(), broken);
        }
    }
}

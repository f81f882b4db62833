package caravan.trainer.evaluation;

import caravan.trainer.evaluation.ChoiceItem.Choice;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Multiple choice of one's own, one JSON object a line: {@code {"id", "behaviour", "instruction", "input", "right":
 * [texts], "wrong": [texts], "measure"}}; {@code measure} is {@code likeliest} (the default) or {@code mass}, and
 * {@code input} may be absent.
 */
final class ChoiceFile {
    private static final Set<String> KEYS =
            Set.of("id", "behaviour", "instruction", "input", "right", "wrong", "measure");

    private ChoiceFile() {}

    static ChoiceItem item(JsonNode node) {
        Fields.onlyKeys(node, "an item", KEYS);
        List<Choice> choices = new ArrayList<>();
        Fields.texts(node, "right").forEach(text -> choices.add(new Choice(text, true)));
        Fields.texts(node, "wrong").forEach(text -> choices.add(new Choice(text, false)));
        return new ChoiceItem(
                Fields.text(node, "id"),
                Fields.text(node, "behaviour"),
                Fields.text(node, "instruction"),
                Fields.textOr(node, "input", ""),
                measure(node),
                choices);
    }

    static Measure measure(JsonNode node) {
        String name = Fields.textOr(node, "measure", "likeliest");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "likeliest" -> Measure.LIKELIEST;
            case "mass" -> Measure.MASS;
            default -> throw new IllegalArgumentException("measure must be likeliest or mass, was " + name);
        };
    }
}

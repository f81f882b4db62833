package caravan.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Items that ask which instruction an answer belongs to, one JSON object a line: {@code {"id", "behaviour", "answer",
 * "instruction", "other-instructions": [texts], "measure"}}, {@code measure} as in {@link ChoiceFile}.
 */
final class MatchFile {
    private static final Set<String> KEYS =
            Set.of("id", "behaviour", "answer", "instruction", "other-instructions", "measure");

    private MatchFile() {}

    static MatchItem item(JsonNode node) {
        Fields.onlyKeys(node, "an item", KEYS);
        return new MatchItem(
                Fields.text(node, "id"),
                Fields.text(node, "behaviour"),
                Fields.text(node, "answer"),
                ChoiceFile.measure(node),
                Fields.text(node, "instruction"),
                Fields.texts(node, "other-instructions"));
    }
}

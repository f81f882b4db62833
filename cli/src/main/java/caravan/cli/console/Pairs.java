package caravan.cli.console;

import caravan.schemas.ContentHash;
import caravan.schemas.ModelCall;
import caravan.schemas.PrincipledResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers of different models to the same instruction, as rounds and replays make them: the latest {@value #KEPT}
 * instructions, the latest answer of each of at most {@value #MODELS_MAX} models. Not thread-safe.
 */
final class Pairs {
    private static final int KEPT = 2_000;
    private static final int MODELS_MAX = 4;
    private static final int CHARS_MAX = 2_000;
    private static final int SHOWN = 20;

    /** By the hash of the instruction, which may be long. */
    private final Map<String, Answered> byInstruction = new LinkedHashMap<>();

    private record Answered(String instruction, Map<String, Map<String, Object>> answerByModel) {}

    void see(PrincipledResponse response) {
        String model = response.getLineage().getCall().map(ModelCall::getModel).orElse("");
        String text = (response.getInstruction() + "\n" + response.getInput()).strip();
        String key = ContentHash.of(text);
        Answered answered = byInstruction.remove(key);
        if (answered == null) {
            answered = new Answered(cut(text), new LinkedHashMap<>());
        }
        answered.answerByModel().remove(model);
        answered.answerByModel()
                .put(model, Map.of("model", model, "id", response.getId(), "text", cut(response.getAnswer())));
        trim(answered.answerByModel(), MODELS_MAX);
        byInstruction.put(key, answered);
        trim(byInstruction, KEPT);
    }

    /** Instructions that more than one model has answered, the latest first. */
    List<Map<String, Object>> latest() {
        List<Map<String, Object>> found = new ArrayList<>();
        List<Answered> latestFirst = new ArrayList<>(byInstruction.values());
        Collections.reverse(latestFirst);
        for (Answered answered : latestFirst) {
            if (answered.answerByModel().size() > 1 && found.size() < SHOWN) {
                found.add(Map.of(
                        "instruction", answered.instruction(),
                        "answers", List.copyOf(answered.answerByModel().values())));
            }
        }
        return found;
    }

    private static void trim(Map<String, ?> map, int most) {
        if (map.size() > most) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private static String cut(String text) {
        return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "…";
    }
}

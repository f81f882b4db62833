package caravan.trainer.evaluation;

import caravan.trainer.evaluation.ChoiceItem.Choice;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A multiple-choice task of BIG-bench, such as its {@code hhh_alignment}: {@code {"name", "examples": [{"input",
 * "target_scores": {answer: score}}]}}, answers with a score above 0 being right. Examples as Hugging Face's
 * {@code hhh_alignment} has them, with {@code "targets": {"choices", "labels"}}, are read too. The behaviour is the
 * task's name.
 */
final class BigBenchFile {
    private BigBenchFile() {}

    static boolean is(JsonNode example) {
        return example.has("target_scores") || example.has("targets");
    }

    /** The item of the example at this place, counted from 1. */
    static ChoiceItem item(JsonNode example, String behaviour, int place) {
        return new ChoiceItem(
                String.valueOf(place),
                behaviour,
                Fields.text(example, "input").strip(),
                "",
                Measure.LIKELIEST,
                choices(example));
    }

    private static List<Choice> choices(JsonNode example) {
        var choices = new ArrayList<Choice>();
        if (example.has("targets")) {
            JsonNode targets = example.path("targets");
            List<String> texts = Fields.texts(targets, "choices");
            JsonNode labels = Fields.list(targets, "labels");
            if (labels.size() != texts.size()) {
                throw new IllegalArgumentException(
                        "targets must have a label for each choice, has " + labels.size() + " for " + texts.size());
            }
            for (int i = 0; i < texts.size(); i++) {
                choices.add(new Choice(texts.get(i).strip(), isRight(labels.get(i))));
            }
        } else {
            example.path("target_scores")
                    .properties()
                    .forEach(each -> choices.add(new Choice(each.getKey().strip(), isRight(each.getValue()))));
        }
        return choices;
    }

    private static boolean isRight(JsonNode score) {
        if (!score.isNumber()) {
            throw new IllegalArgumentException("target_scores must be numbers, was " + score);
        }
        return score.doubleValue() > 0;
    }
}

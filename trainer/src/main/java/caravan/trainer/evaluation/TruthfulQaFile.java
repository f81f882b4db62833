package caravan.trainer.evaluation;

import caravan.trainer.evaluation.ChoiceItem.Choice;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * TruthfulQA's multiple choice (Lin et al. 2022), as its authors' {@code mc_task.json} has it ({@code {"question",
 * "mc1_targets": {answer: 0 or 1}, "mc2_targets": {..}}}) or as Hugging Face's {@code truthful_qa} does (targets as
 * {@code {"choices": [..], "labels": [..]}}). A question gives an item of behaviour {@code mc1}, one right answer and
 * the likeliest must be it, and one of {@code mc2}, the share of the true answers in the probability of all.
 */
final class TruthfulQaFile {
    private TruthfulQaFile() {}

    static boolean is(JsonNode node) {
        return node.has("mc1_targets") || node.has("mc2_targets");
    }

    /** The items of the question at this place, counted from 1. */
    static List<ChoiceItem> items(JsonNode node, int place) {
        var items = new ArrayList<ChoiceItem>();
        String question = Fields.text(node, "question");
        if (node.has("mc1_targets")) {
            items.add(item(node, "mc1", question, place, Measure.LIKELIEST));
        }
        if (node.has("mc2_targets")) {
            items.add(item(node, "mc2", question, place, Measure.MASS));
        }
        return items;
    }

    private static ChoiceItem item(JsonNode node, String task, String question, int place, Measure measure) {
        return new ChoiceItem(
                place + "/" + task, task, question, "", measure, choices(node.path(task + "_targets"), task));
    }

    private static List<Choice> choices(JsonNode targets, String task) {
        var choices = new ArrayList<Choice>();
        if (targets.has("choices") && targets.path("choices").isArray()) {
            List<String> texts = Fields.texts(targets, "choices");
            JsonNode labels = Fields.list(targets, "labels");
            if (labels.size() != texts.size()) {
                throw new IllegalArgumentException(task + "_targets must have a label for each choice, has "
                        + labels.size() + " for " + texts.size());
            }
            for (int i = 0; i < texts.size(); i++) {
                choices.add(new Choice(texts.get(i), label(labels.get(i), task)));
            }
        } else {
            targets.properties().forEach(each -> choices.add(new Choice(each.getKey(), label(each.getValue(), task))));
        }
        return choices;
    }

    private static boolean label(JsonNode label, String task) {
        if (!label.isIntegralNumber() || label.intValue() < 0 || label.intValue() > 1) {
            throw new IllegalArgumentException(task + "_targets must be labelled 0 or 1, was " + label);
        }
        return label.intValue() == 1;
    }
}

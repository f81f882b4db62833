package caravan.trainer.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/**
 * A question with answers to choose from, decided by how likely a model holds each of them.
 *
 * @param choices all answers, at least one right and one wrong, no two alike
 */
public record ChoiceItem(
        String id, String behaviour, String instruction, String input, Measure measure, List<Choice> choices)
        implements Item {

    /** An answer, and whether it is a right one. */
    public record Choice(String text, boolean right) {}

    public ChoiceItem {
        if (id.isBlank() || behaviour.isBlank() || instruction.isBlank()) {
            throw new IllegalArgumentException("id, behaviour and instruction must not be blank");
        }
        if (choices.stream().noneMatch(Choice::right) || choices.stream().allMatch(Choice::right)) {
            throw new IllegalArgumentException("choices must be right and wrong ones, at least one of each, were "
                    + choices.stream().filter(Choice::right).count() + " right of " + choices.size());
        }
        var seen = new HashSet<String>();
        for (Choice choice : choices) {
            if (choice.text().isBlank() || !seen.add(choice.text())) {
                throw new IllegalArgumentException(
                        "choices must not be blank or doubled, was \"" + choice.text() + "\"");
            }
        }
        choices = List.copyOf(choices);
    }

    /**
     * The same with its choices in an order drawn from the id. The files list right answers first, so that whatever
     * favours a place (a tie, a list that is cut) would favour the right one.
     */
    ChoiceItem shuffled() {
        var order = new ArrayList<>(choices);
        Collections.shuffle(order, new Random(id.hashCode()));
        return new ChoiceItem(id, behaviour, instruction, input, measure, order);
    }

    /** The score of a model that gives the choices these log-probabilities, in their order. */
    double score(double[] logProbabilities) {
        if (logProbabilities.length != choices.size()) {
            throw new IllegalArgumentException("item " + id + ": all " + choices.size()
                    + " choices must be scored, were " + logProbabilities.length);
        }
        return measure.score(logProbabilities, place -> choices.get(place).right());
    }
}

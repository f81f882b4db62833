package caravan.trainer.evaluation;

import java.util.HashSet;
import java.util.List;

/**
 * An answer, and instructions one of which it belongs to: scored by how likely a model holds the answer after each of
 * them. The text that is scored is the same each time, so neither its length nor how common it is counts, as they do
 * between different answers, but only how much the model heeds what it was asked.
 *
 * @param right the instruction it answers
 * @param wrong instructions that it does not answer, at least one
 */
public record MatchItem(String id, String behaviour, String answer, Measure measure, String right, List<String> wrong)
        implements Item {
    public MatchItem {
        if (id.isBlank() || behaviour.isBlank() || answer.isBlank() || right.isBlank()) {
            throw new IllegalArgumentException("id, behaviour, answer and instruction must not be blank");
        }
        var seen = new HashSet<>(List.of(right));
        for (String instruction : wrong) {
            if (instruction.isBlank() || !seen.add(instruction)) {
                throw new IllegalArgumentException(
                        "other-instructions must not be blank or doubled, was \"" + instruction + "\"");
            }
        }
        if (wrong.isEmpty()) {
            throw new IllegalArgumentException("other-instructions must not be empty: any model would pass");
        }
        wrong = List.copyOf(wrong);
    }
}

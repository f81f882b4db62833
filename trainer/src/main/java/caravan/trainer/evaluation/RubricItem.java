package caravan.trainer.evaluation;

import java.util.List;

/**
 * A task and what its answer must fulfil.
 *
 * @param behaviour what the item measures; results are told by behaviour
 * @param input may be empty
 */
public record RubricItem(String id, String behaviour, String instruction, String input, List<Check> checks)
        implements Item {

    public RubricItem {
        if (id.isBlank() || behaviour.isBlank() || instruction.isBlank()) {
            throw new IllegalArgumentException("id, behaviour and instruction must not be blank");
        }
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("checks must not be empty: every answer would pass");
        }
        checks = List.copyOf(checks);
    }

    /** Whether all checks hold of this answer. */
    public boolean passes(String answer) {
        return checks.stream().allMatch(check -> check.holds(answer));
    }
}

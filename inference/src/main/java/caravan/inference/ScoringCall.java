package caravan.inference;

import caravan.inference.GenerationCall.SharedPrefix;
import java.util.List;
import java.util.Optional;

/**
 * Asks how likely a model holds given continuations, and what it thinks of given next tokens; nothing is generated.
 *
 * @param model version of the model, which must be loaded
 * @param prefix what stands before the text and is shared with other calls
 * @param text what the continuations continue, after the prefix
 * @param continuations texts whose log-probabilities are asked for
 * @param choices texts of a single token each, whose logits right after the text are asked for, as for verdicts and
 *     multiple choice
 * @param scheduling when it has its turn
 */
public record ScoringCall(
        String model,
        Optional<SharedPrefix> prefix,
        String text,
        List<String> continuations,
        List<String> choices,
        Scheduling scheduling) {
    public ScoringCall {
        continuations = List.copyOf(continuations);
        choices = List.copyOf(choices);
        if (continuations.isEmpty() && choices.isEmpty()) {
            throw new IllegalArgumentException("a scoring call must ask for a continuation or a choice, has neither");
        }
        if (continuations.contains("") || choices.contains("")) {
            throw new IllegalArgumentException("continuations and choices must not be empty texts");
        }
    }
}

package caravan.inference;

import caravan.inference.GenerationCall.SharedPrefix;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks how likely a model holds given continuations, and what it thinks of given next tokens; nothing is generated.
 *
 * @param model version of the model, which must be loaded
 * @param prefix what stands before the text and is shared with other calls
 * @param text what the continuations continue, after the prefix
 * @param continuations texts whose log-probabilities are asked for. Where neither prefix nor text nor a token that
 *     begins every text stands before one, it is scored from its second token on
 * @param choices texts of a single token each, whose logits right after the text are asked for, as for verdicts and
 *     multiple choice
 * @param scheduling when it has its turn
 * @param likeliest asks for the texts of the continuations' tokens, and so many of the likeliest in their places, in
 *     [0, {@value GenerationCall#LIKELIEST_MAX}]; empty does not
 */
public record ScoringCall(
        String model,
        Optional<SharedPrefix> prefix,
        String text,
        List<String> continuations,
        List<String> choices,
        Scheduling scheduling,
        OptionalInt likeliest) {
    public ScoringCall {
        GenerationCall.requireLikeliest(likeliest);
        continuations = List.copyOf(continuations);
        choices = List.copyOf(choices);
        if (continuations.isEmpty() && choices.isEmpty()) {
            throw new IllegalArgumentException("a scoring call must ask for a continuation or a choice, has neither");
        }
        if (continuations.contains("") || choices.contains("")) {
            throw new IllegalArgumentException("continuations and choices must not be empty texts");
        }
    }

    /** One that asks for the numbers alone. */
    public ScoringCall(
            String model,
            Optional<SharedPrefix> prefix,
            String text,
            List<String> continuations,
            List<String> choices,
            Scheduling scheduling) {
        this(model, prefix, text, continuations, choices, scheduling, OptionalInt.empty());
    }

    /** The same, and asks for texts and the likeliest tokens. */
    public ScoringCall withLikeliest(int count) {
        return new ScoringCall(model, prefix, text, continuations, choices, scheduling, OptionalInt.of(count));
    }
}

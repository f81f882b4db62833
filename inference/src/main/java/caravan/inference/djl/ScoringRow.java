package caravan.inference.djl;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import java.util.Arrays;
import java.util.Optional;

/**
 * A text whose tokens are scored: those from {@code from} on, each after all before it. The ids are those of the whole
 * text encoded at once.
 *
 * @param tokens of prefix, text and continuation
 * @param from the first token that is scored, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // is not compared
record ScoringRow(int[] tokens, int from) {
    /** A continuation: from the first token that the prompt alone does not have, and that has one before it. */
    static ScoringRow ofContinuation(
            BaseModel base, Prompt prompt, Optional<SharedPrefix> prefix, String text, String continuation) {
        int[] whole = Prompt.encode(base, prefix, text + continuation);
        int difference = Arrays.mismatch(prompt.tokens(), whole);
        if (difference < 0 || difference == whole.length) {
            throw new ModelException(
                    Kind.BAD_CALL, "not-a-continuation", "\"%s\" adds no token to the prompt".formatted(continuation));
        }
        if (prompt.tokens().length == 0 && whole.length > 1) {
            return new ScoringRow(whole, 1);
        }
        if (difference == 0) {
            throw new ModelException(
                    Kind.BAD_CALL,
                    "nothing-before",
                    "\"%s\" changes the prompt's first token, before which there is nothing to score it by"
                            .formatted(continuation));
        }
        return new ScoringRow(whole, difference);
    }

    /** A next token: the text must add exactly one to the prompt's. */
    static ScoringRow ofChoice(
            BaseModel base, Prompt prompt, Optional<SharedPrefix> prefix, String text, String choice) {
        int[] whole = Prompt.encode(base, prefix, text + choice);
        int length = prompt.tokens().length;
        if (whole.length != length + 1 || Arrays.mismatch(prompt.tokens(), whole) != length) {
            throw new ModelException(
                    Kind.BAD_CALL,
                    "not-a-token",
                    "choice \"%s\" must add one token to the %d of the prompt, but together they are %d"
                            .formatted(choice, length, whole.length));
        }
        return new ScoringRow(whole, length);
    }

    /** Tokens behind the shared ones that a step must take: all but the last, after which nothing is asked. */
    int[] own(int shared) {
        return Arrays.copyOfRange(tokens, shared, tokens.length - 1);
    }

    /** How many those are. */
    int ownLength(int shared) {
        return tokens.length - 1 - shared;
    }

    int targets() {
        return tokens.length - from;
    }
}

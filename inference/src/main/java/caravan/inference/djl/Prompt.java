package caravan.inference.djl;

import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import java.util.Arrays;
import java.util.Optional;

/**
 * The token ids of prefix and text encoded at once, and how many of the first equal those of the prefix alone. The rest
 * is computed for each call, so that ids are right even where a merge crosses from prefix into text.
 *
 * @param tokens of the whole
 * @param prefix those of the prefix alone; empty where there is none
 * @param shared how many first tokens the two have in common, short of the whole, since a step needs a token
 */
@SuppressWarnings("ArrayRecordComponent") // prompts are not compared
record Prompt(int[] tokens, int[] prefix, int shared) {
    static Prompt of(Served served, GenerationCall call) {
        return of(
                served,
                call.prefix(),
                call.prefix().isEmpty() && !call.specials().isEmpty()
                        ? known(served.base(), served.base().tokenizer().encode(call.text(), call.specials()))
                        : encode(served.base(), call.prefix(), call.text()));
    }

    /** One that continuations are scored behind, which may be nothing at all. */
    static Prompt before(Served served, Optional<SharedPrefix> prefix, String text) {
        int[] whole = encode(served.base(), prefix, text);
        return whole.length == 0 ? new Prompt(whole, whole, 0) : of(served, prefix, whole);
    }

    private static Prompt of(Served served, Optional<SharedPrefix> prefix, int[] whole) {
        int[] before = prefix.map(served.base()::prefixTokens)
                .map(PrefixTokens::tokens)
                .orElse(new int[0]);
        if (whole.length == 0) {
            throw new ModelException(Kind.BAD_CALL, "empty-prompt", "prefix and text together have no token");
        }
        requireFits(whole.length, served);
        return new Prompt(whole, before, common(whole, before));
    }

    /** Token ids of prefix and text encoded at once. */
    static int[] encode(BaseModel base, Optional<SharedPrefix> prefix, String text) {
        return known(
                base,
                prefix.map(base::prefixTokens)
                        .map(tokens -> tokens.with(text))
                        .orElseGet(() -> base.tokenizer().encode(text)));
    }

    /**
     * Refuses tokens that the embedding has no row for: a tokenizer may have more than its model. On a device such a
     * read is no error of one call; it ends the whole process's use of the device.
     */
    private static int[] known(BaseModel base, int[] tokens) {
        int vocabulary = base.config().vocabulary();
        for (int token : tokens) {
            if (token >= vocabulary) {
                throw new ModelException(
                        Kind.BAD_CALL,
                        "unknown-token",
                        "the tokenizer makes token %d of the text, and the model's vocabulary has %d"
                                .formatted(token, vocabulary));
            }
        }
        return tokens;
    }

    /** Refuses so many tokens where the context leaves no room for one more. */
    static void requireFits(int tokens, Served served) {
        int contextMax = served.base().config().contextTokensMax();
        if (tokens >= contextMax) {
            throw new ModelException(
                    Kind.BAD_CALL,
                    "prompt-too-long",
                    "prefix and text have %d tokens, and the context of %s holds %d, completion included"
                            .formatted(tokens, served.version(), contextMax));
        }
    }

    /** What is left after the shared tokens. */
    int[] own() {
        return Arrays.copyOfRange(tokens, shared, tokens.length);
    }

    int ownLength() {
        return tokens.length - shared;
    }

    /** How many first tokens a text and a prefix share, short of the whole text. */
    static int common(int[] whole, int[] prefix) {
        int difference = Arrays.mismatch(whole, prefix);
        return Math.min(difference < 0 ? whole.length : difference, whole.length - 1);
    }
}

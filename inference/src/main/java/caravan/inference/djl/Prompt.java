package caravan.inference.djl;

import caravan.inference.GenerationCall;
import caravan.inference.ModelException;
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
    static Prompt encode(GenerationCall call, BaseModel base) {
        Optional<PrefixTokens> before = call.prefix().map(base::prefixTokens);
        int[] prefix = before.map(PrefixTokens::tokens).orElse(new int[0]);
        int[] whole = before.map(tokens -> tokens.with(call.text())).orElseGet(() -> own(call, base.tokenizer()));
        int contextMax = base.config().contextTokensMax();
        if (whole.length == 0) {
            throw new ModelException(
                    ModelException.Kind.BAD_CALL, "empty-prompt", "prefix and text together have no token");
        }
        if (whole.length >= contextMax) {
            throw new ModelException(
                    ModelException.Kind.BAD_CALL,
                    "prompt-too-long",
                    "prefix and text have %d tokens, and the context of %s holds %d, completion included"
                            .formatted(whole.length, call.model(), contextMax));
        }
        return new Prompt(whole, prefix, common(whole, prefix));
    }

    private static int[] own(GenerationCall call, Tokenizer tokenizer) {
        return call.specials().isEmpty()
                ? tokenizer.encode(call.text())
                : tokenizer.encode(call.text(), call.specials());
    }

    /** What is left after the shared tokens. */
    int[] own() {
        return Arrays.copyOfRange(tokens, shared, tokens.length);
    }

    int ownLength() {
        return tokens.length - shared;
    }

    private static int common(int[] whole, int[] prefix) {
        int difference = Arrays.mismatch(whole, prefix);
        return Math.min(difference < 0 ? whole.length : difference, whole.length - 1);
    }
}

package caravan.inference.djl;

import java.util.Arrays;

/**
 * A prefix in tokens, and a way to encode what begins with it without encoding all of it again: from a line start near
 * its end on, provided that the tail alone has the very tokens that it has within the whole. Tokenizers of which that
 * is not true, such as those that begin every text with a space of their own, encode the whole each time.
 */
final class PrefixTokens {
    /** The tail is at least so long that no merge and no lookahead reaches from its end to its start. */
    private static final int TAIL_CHARS_MIN = 200;

    private final Tokenizer tokenizer;
    private final String text;
    private final int[] tokens;
    private final int tailStart;
    private final int headTokens;

    PrefixTokens(Tokenizer tokenizer, String text) {
        this.tokenizer = tokenizer;
        this.text = text;
        this.tokens = tokenizer.encode(text);
        int start = lineStart(text);
        int[] tail = tokenizer.encodeBare(text.substring(start));
        int head = tokens.length - tail.length;
        boolean splits = start > 0 && head > 0 && Arrays.equals(tokens, head, tokens.length, tail, 0, tail.length);
        this.tailStart = splits ? start : 0;
        this.headTokens = splits ? head : 0;
    }

    int[] tokens() {
        return tokens;
    }

    /** Tokens of the prefix and that text encoded at once. */
    int[] with(String more) {
        if (headTokens == 0) {
            return tokenizer.encode(text + more);
        }
        int[] tail = tokenizer.encodeBare(text.substring(tailStart) + more);
        int[] whole = Arrays.copyOf(tokens, headTokens + tail.length);
        System.arraycopy(tail, 0, whole, headTokens, tail.length);
        return whole;
    }

    /** Start of the last line that begins with something visible and is far enough from the end; 0 if there is none. */
    private static int lineStart(String text) {
        for (int i = text.length() - TAIL_CHARS_MIN; i > 0; i--) {
            if (text.charAt(i - 1) == '\n' && !Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return 0;
    }
}

package caravan.inference.djl;

import java.util.ArrayList;
import java.util.List;

/**
 * What each token adds to the text before it. Only the last tokens are decoded, for a decoder may treat a first token
 * specially; a character of several tokens is added by the one that makes it whole.
 */
final class TokenTexts {
    private static final int CONTEXT_TOKENS = 4;
    private static final char INCOMPLETE = '\uFFFD';

    private final Tokenizer tokenizer;
    private final List<Integer> window = new ArrayList<>();
    private int known;

    /** Behind the first so many of those tokens. */
    TokenTexts(Tokenizer tokenizer, int[] tokens, int behind) {
        this.tokenizer = tokenizer;
        for (int i = Math.max(0, behind - CONTEXT_TOKENS); i < behind; i++) {
            window.add(tokens[i]);
        }
        known = window.size();
    }

    /** What a token would add here; a special token is shown by its name. */
    String peek(int token) {
        return tokenizer.specialName(token).orElseGet(() -> {
            String before = tokenizer.decode(window.subList(0, known));
            List<Integer> with = new ArrayList<>(window);
            with.add(token);
            String after = tokenizer.decode(with);
            boolean isWhole = after.length() > before.length() && after.charAt(after.length() - 1) != INCOMPLETE;
            return isWhole ? after.substring(before.length()) : "";
        });
    }

    /** Takes a token and says what it adds. */
    String add(int token) {
        String text = peek(token);
        window.add(token);
        if (!text.isEmpty()) {
            known = window.size();
            while (known > CONTEXT_TOKENS) {
                window.remove(0);
                known--;
            }
        }
        return text;
    }
}

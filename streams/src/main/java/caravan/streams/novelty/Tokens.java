package caravan.streams.novelty;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens as {@code rouge_score} makes them without a stemmer: lower case, then the runs of {@code a-z} and {@code 0-9}.
 * Other letters vanish; apostrophes and hyphens part.
 */
public final class Tokens {
    private static final Pattern TOKEN = Pattern.compile("[a-z0-9]+");

    private Tokens() {}

    public static List<String> of(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text.toLowerCase(Locale.ROOT));
        while (token.find()) {
            tokens.add(token.group());
        }
        return tokens;
    }
}

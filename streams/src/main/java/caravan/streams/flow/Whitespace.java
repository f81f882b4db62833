package caravan.streams.flow;

import java.util.ArrayList;
import java.util.List;

/**
 * White space as Python's {@code str.split} and {@code str.strip} see it, so that word counts and edges agree with the
 * original filters: Unicode white space with the no-break spaces, U+0085 and the four separators U+001C to U+001F.
 * Java's own {@code strip} leaves the no-break spaces standing.
 */
public final class Whitespace {
    private Whitespace() {}

    /** The text without white space at its ends. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhite(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The words: maximal runs without white space. */
    public static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean white = i == text.length() || isWhite(text.charAt(i));
            if (white && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!white && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** The text with each run of white space made one space, and none at its ends. */
    public static String collapse(String text) {
        return String.join(" ", words(text));
    }

    private static boolean isWhite(char c) {
        return (c >= '\t' && c <= '\r')
                || (c >= '\u001c' && c <= '\u001f')
                || c == '\u0085'
                || Character.isSpaceChar(c);
    }
}

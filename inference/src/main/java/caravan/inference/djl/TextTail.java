package caravan.inference.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns tokens into text one by one, and looks for stop strings across their boundaries. Only a window of tokens is
 * decoded each time: the last ones whose text is known, for a decoder may treat a first token specially, and those
 * since, until they make up whole characters.
 */
final class TextTail {
    private static final int CONTEXT_TOKENS = 4;
    private static final char INCOMPLETE = '\uFFFD';

    private final Function<List<Integer>, String> decode;
    private final List<String> stops;
    private final List<Integer> tokens;
    private final StringBuilder text = new StringBuilder();
    private int windowStart;
    private int known;
    private int told;
    private Optional<String> matched = Optional.empty();

    TextTail(Function<List<Integer>, String> decode, List<String> stops, int[] prompt) {
        this.decode = decode;
        this.stops = stops;
        this.tokens = new ArrayList<>();
        for (int i = Math.max(0, prompt.length - CONTEXT_TOKENS); i < prompt.length; i++) {
            tokens.add(prompt[i]);
        }
        this.known = tokens.size();
    }

    /** Takes a token; true when a stop string is complete, which ends the text before it. */
    boolean add(int token) {
        tokens.add(token);
        String before = decode.apply(tokens.subList(windowStart, known));
        String after = decode.apply(tokens.subList(windowStart, tokens.size()));
        if (after.length() <= before.length() || after.charAt(after.length() - 1) == INCOMPLETE) {
            return false;
        }
        int from = text.length();
        text.append(after, before.length(), after.length());
        windowStart = known;
        known = tokens.size();
        return stopsWithin(from);
    }

    /** The text since the last piece, but for what may turn out to begin a stop string. */
    String piece() {
        return upTo(text.length() - beginningOfAStop());
    }

    /** All that has not been told. */
    String rest() {
        return upTo(text.length());
    }

    String text() {
        return text.toString();
    }

    /** The stop string that matched. */
    Optional<String> matched() {
        return matched;
    }

    private String upTo(int end) {
        if (end <= told) {
            return "";
        }
        String piece = text.substring(told, end);
        told = end;
        return piece;
    }

    /** Length of the longest end of the text that begins a stop string. */
    private int beginningOfAStop() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
                if (stop.startsWith(text.substring(text.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private boolean stopsWithin(int from) {
        int earliest = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = text.indexOf(stop, Math.max(0, from - stop.length() + 1));
            if (at >= 0 && at < earliest) {
                earliest = at;
                matched = Optional.of(stop);
            }
        }
        if (matched.isPresent()) {
            text.setLength(earliest);
        }
        return matched.isPresent();
    }
}

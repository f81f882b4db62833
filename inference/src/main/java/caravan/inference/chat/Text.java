package caravan.inference.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A string of which every character knows where it came from.
 *
 * @param chars the string
 * @param origin for each character {@code t}, the template wrote it, or {@code m}, it was in a message
 */
record Text(String chars, String origin) {
    static final Text EMPTY = new Text("", "");

    /** What the template itself says. */
    static Text ofTemplate(String chars) {
        return new Text(chars, "t".repeat(chars.length()));
    }

    /** What somebody else wrote. */
    static Text ofMessage(String chars) {
        return new Text(chars, "m".repeat(chars.length()));
    }

    int length() {
        return chars.length();
    }

    Text plus(Text other) {
        return new Text(chars + other.chars, origin + other.origin);
    }

    Text part(int start, int end) {
        return new Text(chars.substring(start, end), origin.substring(start, end));
    }

    /** Without those characters at its ends, as Python strips. */
    Text strip(String which, boolean left, boolean right) {
        int start = 0;
        int end = length();
        while (left && start < end && strips(which, chars.charAt(start))) {
            start++;
        }
        while (right && end > start && strips(which, chars.charAt(end - 1))) {
            end--;
        }
        return part(start, end);
    }

    private static boolean strips(String which, char c) {
        return which.isEmpty() ? Character.isWhitespace(c) || Character.isSpaceChar(c) : which.indexOf(c) >= 0;
    }

    /** At most so many cuts at a separator. */
    List<Object> split(String separator, long cutsMax) {
        List<Object> parts = new ArrayList<>();
        int start = 0;
        for (int at = chars.indexOf(separator);
                at >= 0 && parts.size() < cutsMax;
                at = chars.indexOf(separator, start)) {
            parts.add(part(start, at));
            start = at + separator.length();
        }
        parts.add(part(start, length()));
        return parts;
    }

    /** Its words. */
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= length(); i++) {
            if (i == length() || strips("", chars.charAt(i))) {
                if (i > start) {
                    words.add(part(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    Text replace(Text old, Text by) {
        List<Object> parts = split(old.chars, Long.MAX_VALUE);
        Text whole = (Text) parts.get(0);
        for (Object part : parts.subList(1, parts.size())) {
            whole = whole.plus(by).plus((Text) part);
        }
        return whole;
    }

    /** Changed as a whole: where characters can be told one by one each keeps its origin, else the least trusted. */
    Text changed(UnaryOperator<String> change) {
        String other = change.apply(chars);
        if (other.length() == length()) {
            return new Text(other, origin);
        }
        return origin.indexOf('m') >= 0 ? ofMessage(other) : ofTemplate(other);
    }

    /** Whether the template wrote all of a span. */
    boolean isTemplates(int start, int end) {
        return origin.substring(start, end).indexOf('m') < 0;
    }

    @Override
    public String toString() {
        return chars;
    }
}

package caravan.principles;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A principle as thoughts name it, number and name: {@code 3 (helpful)}. Either may be wrong until it is checked. */
public record Citation(int number, String name) {
    private static final Pattern OPENING = Pattern.compile("I should follow (?:the )?rules? ");
    private static final Pattern CITED = Pattern.compile("(\\d{1,4}) \\(([^()\\n]+)\\)");

    /** The citation's text: {@code 3 (helpful)}. */
    public String text() {
        return number + " (" + name + ")";
    }

    /** The sentence that ends the thoughts: {@code I should follow rules 3 (helpful), 7 (candor).} */
    public static String sentence(List<Citation> citations) {
        return citations.stream().map(Citation::text).collect(Collectors.joining(", ", "I should follow rules ", "."));
    }

    /** What the thoughts cite, in their order, from {@code I should follow rules} on; empty when they cite nothing. */
    public static List<Citation> in(String thoughts) {
        List<Citation> citations = new ArrayList<>();
        Matcher opening = OPENING.matcher(thoughts);
        if (opening.find()) {
            Matcher cited = CITED.matcher(thoughts).region(opening.end(), thoughts.length());
            while (cited.find()) {
                citations.add(new Citation(Integer.parseInt(cited.group(1)), cited.group(2)));
            }
        }
        return List.copyOf(citations);
    }
}

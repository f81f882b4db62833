package caravan.streams.flow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs of words that must not turn up elsewhere: a text leaks if it shares a run of so many words with one of these
 * texts. Case and punctuation do not count. Immutable.
 */
public final class WordRuns {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final int length;
    private final Set<List<String>> runs;

    /** All runs of {@code length} words in the texts; a shorter text is one run as a whole. */
    public WordRuns(int length, List<String> texts) {
        if (length < 1) {
            throw new IllegalArgumentException("length must be at least 1, was " + length);
        }
        this.length = length;
        this.runs = new HashSet<>();
        texts.forEach(text -> runs.addAll(runsOf(text)));
    }

    /** The first run that the text shares and that is not in what it was {@code given} and may repeat. */
    public Optional<String> sharedBy(String text, String given) {
        Set<List<String>> repeatable = new HashSet<>(runsOf(given));
        return runsOf(text).stream()
                .filter(run -> runs.contains(run) && !repeatable.contains(run))
                .findFirst()
                .map(run -> String.join(" ", run));
    }

    private List<List<String>> runsOf(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (word.find()) {
            words.add(word.group());
        }
        List<List<String>> found = new ArrayList<>();
        if (!words.isEmpty() && words.size() < length) {
            found.add(List.copyOf(words));
        }
        for (int i = 0; i + length <= words.size(); i++) {
            found.add(List.copyOf(words.subList(i, i + length)));
        }
        return found;
    }
}

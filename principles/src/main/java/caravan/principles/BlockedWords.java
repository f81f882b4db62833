package caravan.principles;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words that mark a task as needing more than text; matched whole and in any case, as Python's {@code \b} would: its
 * words are letters, numbers and the underscore. Java's own {@code \b} also takes a combining mark for a part of a
 * word.
 */
public final class BlockedWords {
    private static final String NO_WORD_BEFORE = "(?<![\\p{L}\\p{N}_])";
    private static final String NO_WORD_AFTER = "(?![\\p{L}\\p{N}_])";

    private final List<String> words;
    private final Pattern pattern;

    /** Of single words and phrases; none is allowed, and then nothing is blocked. */
    public BlockedWords(List<String> words) {
        words.forEach(word -> Checks.oneLine("blocked word", word));
        this.words = List.copyOf(words);
        String any = words.isEmpty()
                ? "(?!)"
                : words.stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", NO_WORD_BEFORE + "(?:", ")" + NO_WORD_AFTER));
        this.pattern = Pattern.compile(any, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** The first blocked word in the text, as it stands there. */
    public Optional<String> find(String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** The words, in their order. */
    public List<String> words() {
        return words;
    }
}

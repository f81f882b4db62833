package caravan.streams.flow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds where a model runs in circles: the same run of words again and again, or the same sentence too often. Fenced
 * code is spared, and so are short lines and sentences, since lists, tables and poems repeat those with reason.
 */
public final class Repetition {
    private static final Pattern FENCED = Pattern.compile("```.*?(```|\\z)", Pattern.DOTALL);
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.?!])\\s+|\\n+");
    private static final int SENTENCE_WORDS_MIN = 5;
    private static final int RUN_WORDS_MAX = 40;
    private static final int CIRCLE_WORDS_MIN = 12;

    private final int repeatsMax;

    /** Allows a run of words so often in a row, and a sentence so often at all. */
    public Repetition(int repeatsMax) {
        this.repeatsMax = repeatsMax;
    }

    /** What the text repeats more often than it may, if anything. */
    public Optional<String> in(String text) {
        String prose = FENCED.matcher(text).replaceAll("\n");
        return sentence(prose).or(() -> circle(Whitespace.words(prose)));
    }

    private Optional<String> sentence(String prose) {
        Map<String, Integer> seen = new HashMap<>();
        for (String part : SENTENCE_END.split(prose, -1)) {
            String sentence = Whitespace.collapse(part);
            if (Whitespace.words(sentence).size() >= SENTENCE_WORDS_MIN
                    && seen.merge(sentence, 1, Integer::sum) > repeatsMax) {
                return Optional.of(sentence);
            }
        }
        return Optional.empty();
    }

    /** For each length of a run, counts how long every word equals the one a run before it. */
    private Optional<String> circle(List<String> words) {
        for (int run = 1; run <= RUN_WORDS_MAX; run++) {
            int equal = 0;
            for (int i = run; i < words.size(); i++) {
                equal = words.get(i).equals(words.get(i - run)) ? equal + 1 : 0;
                if (equal >= run * repeatsMax && equal + run >= CIRCLE_WORDS_MIN) {
                    return Optional.of(String.join(" ", words.subList(i - run + 1, i + 1)));
                }
            }
        }
        return Optional.empty();
    }
}

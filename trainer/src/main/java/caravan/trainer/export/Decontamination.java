package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds examples that hold an item of a suite: those that share a run of {@value #GRAM} words with its question or one
 * of its answers (Brown et al. 2020, appendix C), and, since that sees no short questions, those that hold a question
 * of fewer words whole. A question of fewer than {@value #SHORT_MIN} words counts only where it is all that is asked.
 * Case and punctuation do not count. Immutable.
 */
public final class Decontamination {
    /** Words of a run that two texts do not share by chance. */
    static final int GRAM = 13;

    /** Words of the shortest question that is looked for within texts. */
    static final int SHORT_MIN = 5;

    private final Map<String, Source> grams = new HashMap<>();
    private final Map<String, Source> shortQuestions = new HashMap<>();
    private final TreeSet<Integer> shortLengths = new TreeSet<>();

    private record Source(String suite, String place) {}

    /**
     * Why an example is left out.
     *
     * @param suite the suite's name
     * @param item where the item stands in its file
     * @param rule {@code 13-gram} or {@code short-match}
     * @param words what they share
     */
    public record Finding(String suite, String item, String rule, String words) {}

    /** Of these suites; where two have the same item, the earlier one is named. */
    public Decontamination(List<Benchmark> suites) {
        for (Benchmark suite : suites) {
            for (Benchmark.Item item : suite.items()) {
                Source source = new Source(suite.name(), item.place());
                enterGrams(item.question(), source);
                item.answers().forEach(answer -> enterGrams(answer, source));
                List<String> words = Words.of(item.question());
                if (words.size() < GRAM) {
                    shortQuestions.putIfAbsent(Words.joined(words), source);
                    if (words.size() >= SHORT_MIN) {
                        shortLengths.add(words.size());
                    }
                }
            }
        }
    }

    private void enterGrams(String text, Source source) {
        List<String> words = Words.of(text);
        for (int i = 0; i + GRAM <= words.size(); i++) {
            grams.putIfAbsent(Words.joined(words.subList(i, i + GRAM)), source);
        }
    }

    /** The first item found in an example; empty if it is clean. */
    public Optional<Finding> in(SealedRow row) {
        List<String> asked = Words.of(row.instruction() + "\n" + row.input());
        for (List<String> whole : List.of(asked, Words.of(row.instruction()), Words.of(row.input()))) {
            String words = Words.joined(whole);
            Source source = shortQuestions.get(words);
            if (source != null) {
                return found(source, "short-match", words);
            }
        }
        return within(asked).or(() -> within(Words.of(row.answer())));
    }

    private Optional<Finding> within(List<String> words) {
        Optional<Finding> long13 = runs(words, GRAM, grams, "13-gram");
        if (long13.isPresent()) {
            return long13;
        }
        return shortLengths.stream()
                .flatMap(length -> runs(words, length, shortQuestions, "short-match").stream())
                .findFirst();
    }

    private static Optional<Finding> runs(List<String> words, int length, Map<String, Source> known, String rule) {
        for (int i = 0; i + length <= words.size() && !known.isEmpty(); i++) {
            String run = Words.joined(words.subList(i, i + length));
            Source source = known.get(run);
            if (source != null) {
                return found(source, rule, run);
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> found(Source source, String rule, String words) {
        return Optional.of(new Finding(source.suite(), source.place(), rule, words));
    }
}

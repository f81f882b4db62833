package caravan.trainer.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One thing that must hold of an answer, decided by program and never by a model. */
public sealed interface Check {

    /** Whether it holds of this answer. */
    boolean holds(String answer);

    /** At least one of the texts stands in the answer, in any case. */
    record AnyOf(List<String> texts) implements Check {
        public AnyOf {
            texts = nonEmpty("any-of", texts);
        }

        @Override
        public boolean holds(String answer) {
            return contains(answer, texts);
        }
    }

    /** None of the texts stands in the answer, in any case. */
    record NoneOf(List<String> texts) implements Check {
        public NoneOf {
            texts = nonEmpty("none-of", texts);
        }

        @Override
        public boolean holds(String answer) {
            return !contains(answer, texts);
        }
    }

    /** The pattern is found somewhere in the answer. */
    record Matches(Pattern pattern) implements Check {
        @Override
        public boolean holds(String answer) {
            return pattern.matcher(answer).find();
        }
    }

    /** The pattern is found nowhere in the answer. */
    record NotMatches(Pattern pattern) implements Check {
        @Override
        public boolean holds(String answer) {
            return !pattern.matcher(answer).find();
        }
    }

    /** The answer holds a question: a word, and later a question mark. */
    record AsksBack() implements Check {
        private static final Pattern QUESTION = Pattern.compile("\\p{L}[^.!?]*\\?");

        @Override
        public boolean holds(String answer) {
            return QUESTION.matcher(answer).find();
        }
    }

    /** The answer has from min to max words, both included; words are what white space parts. */
    record Words(int min, int max) implements Check {
        public Words {
            if (min < 0 || max < min) {
                throw new IllegalArgumentException("words must have 0 <= min <= max, was " + min + " to " + max);
            }
        }

        @Override
        public boolean holds(String answer) {
            var stripped = answer.strip();
            var words = stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
            return min <= words && words <= max;
        }
    }

    private static List<String> nonEmpty(String kind, List<String> texts) {
        // An empty text stands in every answer, so that the check would say nothing.
        if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(kind + " needs texts, none of them blank, was " + texts);
        }
        return List.copyOf(texts);
    }

    private static boolean contains(String answer, List<String> texts) {
        var lower = answer.toLowerCase(Locale.ROOT);
        return texts.stream().anyMatch(text -> lower.contains(text.toLowerCase(Locale.ROOT)));
    }
}

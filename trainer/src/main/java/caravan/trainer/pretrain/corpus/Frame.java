package caravan.trainer.pretrain.corpus;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A kind of exchange with slots to fill; {@code frames.txt} explains the notation.
 *
 * @param name unique
 * @param kind id of the red-team type whose questions it asks, where it has one
 * @param subject the slot that is the subject of such a question
 * @param rules names of the principles that decide the answer, or the beginnings of names
 * @param asks instructions; an input follows {@code ||}
 * @param whys what the thoughts say of the question
 * @param answers under the principles
 * @param plains answers of a model that knows no principles
 * @param numbers slots that are numbers of a range
 * @param sums slots that are computed from others
 */
record Frame(
        String name,
        Optional<String> kind,
        Optional<String> subject,
        List<String> rules,
        List<String> asks,
        List<String> whys,
        List<String> answers,
        List<String> plains,
        List<Range> numbers,
        List<Sum> sums) {
    private static final Pattern SLOT = Pattern.compile("\\{(?:[a-z]+ )?([^}]*)\\}");

    Frame {
        requireSome(name, "ask", asks);
        requireSome(name, "why", whys);
        requireSome(name, "answer", answers);
        requireSome(name, "plain", plains);
        requireSome(name, "rules", rules);
    }

    /**
     * The answers that say nothing about a slot which other questions of the frame ask for and this one does not; all
     * of them where none is so.
     */
    List<String> answersTo(String ask) {
        Set<String> strange = new HashSet<>();
        asks.forEach(other -> strange.addAll(slots(other)));
        strange.removeAll(slots(ask));
        List<String> fitting = answers.stream()
                .filter(answer -> Collections.disjoint(slots(answer), strange))
                .toList();
        return fitting.isEmpty() ? answers : fitting;
    }

    private static Set<String> slots(String text) {
        return SLOT.matcher(text)
                .results()
                .flatMap(slot -> Arrays.stream(slot.group(1).split("[ @]")))
                .collect(Collectors.toSet());
    }

    private static void requireSome(String name, String key, List<String> lines) {
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("frame " + name + " must have a line \"" + key + ":\"");
        }
    }

    /** A number in [low, high]. */
    record Range(String slot, int low, int high) {}

    /** A number made of two others; operators are {@code + - *}. */
    record Sum(String slot, String left, char operator, String right) {
        int of(int leftValue, int rightValue) {
            return switch (operator) {
                case '+' -> leftValue + rightValue;
                case '-' -> leftValue - rightValue;
                case '*' -> leftValue * rightValue;
                default -> throw new IllegalArgumentException("operator must be + - or *, was " + operator);
            };
        }
    }
}

package caravan.streams.align;

import caravan.principles.Markers;
import caravan.streams.flow.Repetition;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import caravan.streams.flow.WordRuns;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The improved filters that look at an answer: the form first, then what it says, then how. */
final class AnswerFilter {
    private static final List<String> MARKERS = List.of(
            Markers.USER,
            Markers.THOUGHTS,
            Markers.ANSWER,
            Markers.FRESH_START,
            Markers.FRESH_START_REQUEST,
            Markers.FRESH_START_REPLY);
    private static final Pattern APOLOGY = Pattern.compile("^I(?:['\u2019]m| am) sorry\\b");

    private final AlignSettings settings;
    private final WordRuns exemplarAnswers;
    private final LanguageMatch language;
    private final Repetition repetition;

    /**
     * A filter.
     *
     * @param exemplarAnswers answers that the prefix shows
     */
    AnswerFilter(AlignSettings settings, List<String> exemplarAnswers) {
        this.settings = settings;
        this.exemplarAnswers = new WordRuns(settings.leakWords(), exemplarAnswers);
        this.language = new LanguageMatch(settings.languageOdds());
        this.repetition = new Repetition(settings.repeatsMax());
    }

    /** Why the answer leaves the path, if it does. */
    Optional<Verdict> judge(String instruction, String input, Reply reply) {
        String answer = reply.answer();
        if (!reply.finished()) {
            return verdict(
                    Reply.TRUNCATED, "the token limit ended the answer after " + answer.length() + " characters");
        }
        if (answer.isEmpty()) {
            return verdict("empty", "no answer after «" + Markers.ANSWER + "»");
        }
        Optional<String> marker = MARKERS.stream().filter(answer::contains).findFirst();
        if (marker.isPresent()) {
            return verdict("leaks-marker", "holds «" + marker.get() + "»");
        }
        if (APOLOGY.matcher(answer).find()) {
            return verdict("apology", "begins with an apology");
        }
        if (echoes(instruction, input, answer)) {
            return verdict("echoes-instruction", "holds its whole instruction, or is its input");
        }
        Optional<String> leak = exemplarAnswers.sharedBy(answer, instruction + "\n" + input);
        if (leak.isPresent()) {
            return verdict("leaks-exemplar", "shares «" + leak.get() + "» with an exemplar");
        }
        Optional<Verdict> mismatch = language.judge(instruction, input, answer);
        if (mismatch.isPresent()) {
            return mismatch;
        }
        return repetition
                .in(answer)
                .map(repeated ->
                        new Verdict("repetitive", "more than " + settings.repeatsMax() + " times: «" + repeated + "»"));
    }

    private boolean echoes(String instruction, String input, String answer) {
        String said = plain(answer);
        String asked = plain(instruction);
        return said.equals(asked)
                || said.equals(plain(input))
                || (asked.length() >= settings.echoCharsMin() && said.contains(asked));
    }

    private static String plain(String text) {
        return Whitespace.collapse(text).toLowerCase(Locale.ROOT);
    }

    private static Optional<Verdict> verdict(String reason, String detail) {
        return Optional.of(new Verdict(reason, detail));
    }
}

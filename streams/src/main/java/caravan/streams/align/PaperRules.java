package caravan.streams.align;

import caravan.principles.Markers;
import caravan.schemas.Instruction;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The original's post-processing, rule by rule and in its order (Dromedary's
 * {@code merge_and_fileter_self_align_with_dummy.py}). The order matters: a repetition before the next turn cuts that
 * turn's marker away, so that the answer counts as unfinished.
 *
 * <p>The original's engine knew no stop text and wrote on behind {@code User:}; a completion that a stop text ended
 * gets that marker back before the rules see it.
 */
final class PaperRules implements AnswerRules {
    /** {@code "\n\n### User\n"}, which the original appends to a finished answer before it measures it. */
    private static final int END_OF_TURN_CHARS = 12;

    private static final Pattern SEGMENT_ENDS = Pattern.compile("(?<=[\\n.?!;:,])");
    private static final Set<String> DELIMITERS = Set.of("\n", ".", "?", "!", ";", ":", ",");
    private static final List<String> MARKERS = List.of(Markers.USER, Markers.FRESH_START_REQUEST, Markers.FRESH_START);
    private static final List<String> APOLOGIES = List.of("I'm sorry", "I am sorry");
    private static final String RECITAL = "According to my knowledge from Wikipedia, here";

    private final AlignSettings.Paper settings;
    private final String selfIdentification;

    PaperRules(AlignSettings.Paper settings, String selfIdentification) {
        this.settings = settings;
        this.selfIdentification = selfIdentification;
    }

    @Override
    public Reply.Reading read(Instruction instruction, String completion, boolean cutOff) {
        // The original's decoder drops the space that stands before the first token.
        String text =
                (completion.startsWith(" ") ? completion.substring(1) : completion) + (cutOff ? "" : Markers.USER_TURN);
        if (!text.startsWith(selfIdentification)) {
            return refused("no-self-identification", "must begin with «" + selfIdentification + "»");
        }
        int marker = text.indexOf(Markers.ANSWER_TURN);
        if (marker < 0) {
            return refused("no-answer-marker", "holds thoughts only, no «" + Markers.ANSWER + "»");
        }
        String answer = withoutRepetition(Whitespace.strip(text.substring(marker + Markers.ANSWER_TURN.length())));
        int nextTurn = answer.indexOf(Markers.USER_TURN);
        boolean finished = nextTurn >= 0;
        answer = finished ? Whitespace.strip(answer.substring(0, nextTurn)) : withoutLastWord(answer);
        int chars = answer.codePointCount(0, answer.length()) + END_OF_TURN_CHARS;
        if (finished && chars < settings.answerCharsMin()) {
            return refused("too-short", chars + " characters, must be at least " + settings.answerCharsMin());
        }
        Optional<Verdict> verdict = judge(answer);
        if (verdict.isPresent()) {
            return new Reply.Reading.Refused(verdict.get());
        }
        String plain = answer.startsWith(RECITAL) ? "Here" + answer.substring(RECITAL.length()) : answer;
        return new Reply.Reading.Read(new Reply(Whitespace.strip(text.substring(0, marker)), plain, finished));
    }

    private Optional<Verdict> judge(String answer) {
        Optional<String> marker = MARKERS.stream().filter(answer::contains).findFirst();
        if (marker.isPresent()) {
            return Optional.of(new Verdict("leaks-marker", "holds «" + marker.get() + "»"));
        }
        Optional<String> leak =
                settings.leaks().stream().filter(answer::contains).findFirst();
        if (leak.isPresent()) {
            return Optional.of(new Verdict("leaks-exemplar", "holds «" + leak.get() + "»"));
        }
        if (APOLOGIES.stream().anyMatch(answer::startsWith)) {
            return Optional.of(new Verdict("apology", "begins with an apology"));
        }
        return answer.isEmpty()
                ? Optional.of(new Verdict("empty", "no answer after «" + Markers.ANSWER + "»"))
                : Optional.empty();
    }

    /** All up to the first segment that was there before, space at its front and all. */
    static String withoutRepetition(String text) {
        Set<String> seen = new HashSet<>();
        StringBuilder kept = new StringBuilder();
        for (String segment : SEGMENT_ENDS.split(text, -1)) {
            if (!segment.isEmpty() && !DELIMITERS.contains(segment) && !seen.add(segment)) {
                break;
            }
            kept.append(segment);
        }
        return kept.toString();
    }

    private static String withoutLastWord(String text) {
        int lastSpace = text.lastIndexOf(' ');
        return lastSpace < 0 ? "" : text.substring(0, lastSpace);
    }

    private static Reply.Reading refused(String reason, String detail) {
        return new Reply.Reading.Refused(new Verdict(reason, detail));
    }
}

package caravan.streams.verbose;

import caravan.principles.EngravingPrompt;
import caravan.streams.flow.Repetition;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import caravan.streams.flow.WordRuns;
import java.util.List;
import java.util.Optional;

/**
 * Which answers at length are kept, and how they are trimmed (Dromedary's
 * {@code merge_and_filter_verbose_clone_output.py}). Immutable and safe to share.
 */
public final class VerboseFilter {
    /** Headings by which an encyclopedia's page ends, and a recital of one goes on. */
    private static final List<String> RECITALS = List.of("## See also", "## External links");

    private final VerboseSettings settings;
    private final EngravingPrompt prompt;
    /** The heading under which the model answers; an answer that holds it plays both parts. */
    private final String ownTurn;

    private final WordRuns prefix;
    private final Repetition repetition;

    /** A filter of answers that were asked for by a prompt. */
    public VerboseFilter(VerboseSettings settings, EngravingPrompt prompt) {
        this.settings = settings;
        this.prompt = prompt;
        List<String> lines = prompt.text("-", "").strip().lines().toList();
        this.ownTurn = lines.get(lines.size() - 1);
        this.prefix = new WordRuns(settings.leakWords(), List.of(prompt.prefix()));
        this.repetition = new Repetition(settings.repeatsMax());
    }

    /**
     * An answer as the model gave it, trimmed.
     *
     * @param text without white space around it
     * @param finished whether the model ended its turn
     */
    public record Answer(String text, boolean finished) {}

    /**
     * Trims a completion: what a backend that knows no stop texts wrote behind the turn, the last word of an answer
     * that the token limit cut, and the tail of a list that would not end.
     */
    public Answer trimmed(String completion, boolean cutOff) {
        String end = Whitespace.strip(prompt.endOfTurn());
        int nextTurn = completion.indexOf(end);
        boolean finished = nextTurn >= 0 || !cutOff;
        String text = Whitespace.strip(nextTurn >= 0 ? completion.substring(0, nextTurn) : completion);
        if (!finished) {
            text = withoutLastWord(text);
        }
        int tail = text.indexOf("\n" + (settings.itemsMax() + 1) + ". ");
        return tail < 0 ? new Answer(text, finished) : new Answer(Whitespace.strip(text.substring(0, tail)), false);
    }

    /** Why an answer is not kept; empty for one that is. */
    public Optional<Verdict> judge(Answer answer, String instruction, String input) {
        String text = answer.text();
        int chars = text.codePointCount(0, text.length());
        if (text.isEmpty()) {
            return verdict("empty", "no answer");
        }
        if (!answer.finished() && chars < settings.answerCharsMin()) {
            return verdict(
                    "truncated",
                    "the token limit cut it at " + chars + " characters, must be at least "
                            + settings.answerCharsMin());
        }
        if (text.contains(ownTurn)) {
            return verdict("leaks-marker", "holds «" + ownTurn + "», by which the model's turn begins");
        }
        Optional<String> recital = RECITALS.stream().filter(text::contains).findFirst();
        if (recital.isPresent()) {
            return verdict("recites", "holds «" + recital.get() + "»");
        }
        Optional<String> leak = prefix.sharedBy(text, instruction + "\n" + input);
        if (leak.isPresent()) {
            return verdict("leaks-prompt", "shares «" + leak.get() + "» with the prompt");
        }
        return repetition.in(text).map(again -> new Verdict("repetitive", "says «" + again + "» too often"));
    }

    private static String withoutLastWord(String text) {
        List<String> words = Whitespace.words(text);
        return words.isEmpty()
                ? ""
                : Whitespace.strip(text.substring(
                        0, text.length() - words.get(words.size() - 1).length()));
    }

    private static Optional<Verdict> verdict(String reason, String detail) {
        return Optional.of(new Verdict(reason, detail));
    }
}

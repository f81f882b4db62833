package caravan.streams.instruct;

import caravan.principles.BlockedWords;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.Optional;

/**
 * The filters that look at one generated instruction alone, in the original's order: its number of words, words that
 * ask for more than text, and its first character (Dromedary's {@code generate_vanilla_instruction.py}).
 */
final class InstructionFilter {
    private final InstructSettings settings;
    private final BlockedWords blocked;

    InstructionFilter(InstructSettings settings, BlockedWords blocked) {
        this.settings = settings;
        this.blocked = blocked;
    }

    /** Why the instruction leaves the path, if it does. */
    Optional<Verdict> judge(String instruction, String input) {
        int words = Whitespace.words(instruction).size();
        if (words < settings.wordsMin()) {
            return verdict("too-few-words", words + " words, must be at least " + settings.wordsMin());
        }
        if (words > settings.wordsMax()) {
            return verdict("too-many-words", words + " words, must be at most " + settings.wordsMax());
        }
        Optional<String> word = blocked.find(instruction).or(() -> blocked.find(input));
        if (word.isPresent()) {
            return verdict("blocked-word", "instruction or input holds «" + word.get() + "»");
        }
        int first = instruction.codePointAt(0);
        if (AsciiPunctuation.is(first)) {
            return verdict("leading-punctuation", "begins with " + Character.toString(first));
        }
        if (first > 127) {
            return verdict("leading-non-ascii", "begins with " + Character.toString(first));
        }
        return Optional.empty();
    }

    private static Optional<Verdict> verdict(String reason, String detail) {
        return Optional.of(new Verdict(reason, detail));
    }
}

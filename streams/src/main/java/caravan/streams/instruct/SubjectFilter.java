package caravan.streams.instruct;

import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.Optional;

/** What a red-team subject must look like: at most three words, a capital letter first, no punctuation at the end. */
final class SubjectFilter {
    private static final int WORDS_MAX = 3;

    private SubjectFilter() {}

    /** Why the subject leaves the path, if it does. */
    static Optional<Verdict> judge(String subject) {
        int words = Whitespace.words(subject).size();
        if (words > WORDS_MAX) {
            return Optional.of(
                    new Verdict("too-many-words", words + " words, must be at most " + WORDS_MAX + " for a subject"));
        }
        if (words == 0 || subject.charAt(0) < 'A' || subject.charAt(0) > 'Z') {
            return Optional.of(new Verdict("leading-character", "«" + subject + "» must begin with A to Z"));
        }
        if (AsciiPunctuation.is(subject.codePointBefore(subject.length()))) {
            return Optional.of(new Verdict("trailing-punctuation", "«" + subject + "» must not end in punctuation"));
        }
        return Optional.empty();
    }
}

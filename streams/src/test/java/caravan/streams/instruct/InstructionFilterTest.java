package caravan.streams.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.BlockedWords;
import caravan.streams.flow.Samples;
import caravan.streams.flow.Verdict;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstructionFilterTest {
    private static final BlockedWords BLOCKED = Samples.PRINCIPLES.blockedWords();
    private final InstructionFilter filter = new InstructionFilter(InstructSettings.DEFAULTS, BLOCKED);

    private String judge(String instruction, String input) {
        return filter.judge(instruction, input).map(Verdict::reason).orElse("kept");
    }

    @Test
    void keepsFourToAHundredAndFiftyWords() {
        assertThat(judge("Name one river", "")).isEqualTo("too-few-words");
        assertThat(judge("Name one long river", "")).isEqualTo("kept");
        assertThat(judge("word ".repeat(150), "")).isEqualTo("kept");
        assertThat(judge("word ".repeat(151), "")).isEqualTo("too-many-words");
    }

    @Test
    void countsWordsAsPythonDoes() {
        assertThat(judge("Name\u00a0one\u001clong\u2003river", "")).isEqualTo("kept");
    }

    @Test
    void blocksEachOfTheEighteenWordsInInstructionAndInput() {
        assertThat(BLOCKED.words()).hasSize(18);
        for (String word : BLOCKED.words()) {
            assertThat(judge("Please " + word.toUpperCase(Locale.ROOT) + " it for me", ""))
                    .isEqualTo("blocked-word");
            assertThat(judge("Say what this is about", "a " + word + ".")).isEqualTo("blocked-word");
        }
    }

    @Test
    void blocksWholeWordsOnly() {
        assertThat(judge("Describe a withdrawal from a filed mapping", "profile"))
                .isEqualTo("kept");
        assertThat(judge("Describe the caf\u00e9map of this town", "")).isEqualTo("kept");
    }

    @Test
    void wantsAnAsciiLetterOrDigitFirst() {
        assertThat(judge("- name a long river", "")).isEqualTo("leading-punctuation");
        assertThat(judge("~ name a long river", "")).isEqualTo("leading-punctuation");
        assertThat(judge("\u00c9num\u00e8re les fleuves de France", "")).isEqualTo("leading-non-ascii");
        assertThat(judge("3 rivers of France are", "")).isEqualTo("kept");
    }

    @Test
    void judgesInTheOriginalOrder() {
        assertThat(judge("-map", "")).isEqualTo("too-few-words");
        assertThat(judge("- draw a long river", "")).isEqualTo("blocked-word");
    }

    /** Each was held against Python's {@code re} and {@code str}. */
    @Test
    void blocksWordsByPythonsNotionOfALetter() {
        assertThat(judge("Describe the map\u0301 of this town", "")).isEqualTo("blocked-word"); // no mark in a word
        assertThat(judge("Describe the \u017fongs and mu\u017fic of Peru", "")).isEqualTo("blocked-word"); // long s
        assertThat(judge("Describe the map_of this town", "")).isEqualTo("kept");
        assertThat(judge("Describe the map\u00b2 of this town", "")).isEqualTo("kept"); // a superscript is a number
        assertThat(judge("Describe the \u5730map of this town", "")).isEqualTo("kept");
        assertThat(judge("Where do I go to in Lima", "")).isEqualTo("blocked-word");
        assertThat(judge("Where do I go  to in Lima", "")).isEqualTo("kept"); // two spaces
    }

    @Test
    void knowsThe32MarksOfPythonAndNoOthers() {
        long marks = IntStream.range(0, 0x110000).filter(AsciiPunctuation::is).count();

        assertThat(marks).isEqualTo(32);
        assertThat(judge("\u00bfQu\u00e9 r\u00edo es largo?", "")).isEqualTo("leading-non-ascii");
        assertThat(judge("\ud83d\ude00 name a long river", "")).isEqualTo("leading-non-ascii");
    }
}

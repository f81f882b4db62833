package caravan.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WhitespaceTest {
    @Test
    void cutsTheNoBreakSpacesAndSeparatorsThatPythonCuts() {
        assertThat(Whitespace.strip("\u00a0\u0085\u001c x\u2003y \u001f\u3000")).isEqualTo("x\u2003y");
    }

    @Test
    void leavesTheZeroWidthSpaceThatPythonLeaves() {
        assertThat(Whitespace.strip("\u200bx")).isEqualTo("\u200bx");
    }

    @Test
    void splitsIntoWordsAtAnyOfThem() {
        assertThat(Whitespace.words(" one\u00a0two\tthree\u001dfour ")).containsExactly("one", "two", "three", "four");
        assertThat(Whitespace.words(" \n ")).isEmpty();
    }

    @Test
    void collapsesRuns() {
        assertThat(Whitespace.collapse("  a \n\n b ")).isEqualTo("a b");
    }
}

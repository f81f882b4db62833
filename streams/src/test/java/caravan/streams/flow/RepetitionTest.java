package caravan.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepetitionTest {
    private final Repetition repetition = new Repetition(3);

    @Test
    void findsARunOfWordsThatComesAgainAndAgain() {
        assertThat(repetition.in("He went on " + "and on and on ".repeat(8))).isPresent();
        assertThat(repetition.in("no ".repeat(12))).contains("no");
    }

    @Test
    void findsASentenceThatComesTooOftenEvenWithOthersBetween() {
        String sentence = "The camel crosses the desert.";

        assertThat(repetition.in(sentence + " It rests. " + sentence + " It drinks. " + sentence))
                .isEmpty();
        assertThat(repetition.in((sentence + " It rests. A day goes by. ").repeat(4)))
                .contains(sentence);
    }

    @Test
    void sparesFencedCode() {
        String code = "```python\n" + "    return the same value again\n".repeat(9) + "```";

        assertThat(repetition.in("Here it is:\n" + code + "\nThat is all.")).isEmpty();
        assertThat(repetition.in("```\n" + "    return the same value again\n".repeat(9)))
                .isEmpty();
    }

    @Test
    void sparesListsThatTheOriginalCut() {
        assertThat(repetition.in("1, 2, 2, 3")).isEmpty();
        assertThat(repetition.in("Yes. No. Yes. Done.")).isEmpty();
        assertThat(repetition.in("- red: 1\n- green: 1\n- blue: 1\n- black: 1\n- white: 1"))
                .isEmpty();
    }
}

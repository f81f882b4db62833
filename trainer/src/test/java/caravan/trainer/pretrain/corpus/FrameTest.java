package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void answersOnlyWithWhatTheQuestionNames() {
        Frame frame =
                frame(List.of("What is {a noun}?", "{noun} or {noun2}?"), List.of("{cap noun}.", "Not {a noun2}."));

        assertThat(frame.answersTo("What is {a noun}?")).containsExactly("{cap noun}.");
        assertThat(frame.answersTo("{noun} or {noun2}?")).hasSize(2);
    }

    @Test
    void allowsAnAnswerToBringInWhatNoQuestionNames() {
        Frame frame = frame(List.of("Who?"), List.of("{person}.", "{craft@person}."));

        assertThat(frame.answersTo("Who?")).hasSize(2);
    }

    @Test
    void takesAnyAnswerWhereNoneFits() {
        Frame frame = frame(List.of("Why {noun}?", "Why?"), List.of("For {noun}."));

        assertThat(frame.answersTo("Why?")).containsExactly("For {noun}.");
    }

    private static Frame frame(List<String> asks, List<String> answers) {
        StringBuilder text = new StringBuilder("frame any\nrules: candor\nwhy: so\nplain: no\n");
        asks.forEach(ask -> text.append("ask: ").append(ask).append('\n'));
        answers.forEach(answer -> text.append("answer: ").append(answer).append('\n'));
        return FrameReader.read(text.toString()).get(0);
    }
}

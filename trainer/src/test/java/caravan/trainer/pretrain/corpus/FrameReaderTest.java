package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.trainer.pretrain.corpus.Frame.Range;
import caravan.trainer.pretrain.corpus.Frame.Sum;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final String SUM = """
            # A comment.
            frame add
            rules: numerical sensitivity, step-by-step
            ask: What is {n} and {m}?
            ask: Add. || {n}, {m}
            why: The user asks for a sum.
            answer: It is {t}.\\nReally.
            plain: {t}.
            num n 2 9
            num m 3 4
            let t = n + m
            """;

    @Test
    void readsLinesOfAllKeys() {
        Frame frame = FrameReader.read(SUM).get(0);

        assertThat(frame.rules()).containsExactly("numerical sensitivity", "step-by-step");
        assertThat(frame.asks()).hasSize(2);
        assertThat(frame.answers()).containsExactly("It is {t}.\nReally.");
        assertThat(frame.numbers()).containsExactly(new Range("n", 2, 9), new Range("m", 3, 4));
        assertThat(frame.sums()).isEqualTo(List.of(new Sum("t", "n", '+', "m")));
    }

    @Test
    void refusesAFrameWithoutAnAnswer() {
        assertThatThrownBy(() -> FrameReader.read(SUM.replace("answer: ", "remark: ")))
                .hasMessageContaining("frame add")
                .hasMessageContaining("answer:");
    }

    @Test
    void refusesALineThatIsNoPair() {
        assertThatThrownBy(() -> FrameReader.read("frame x\nnonsense")).hasMessageContaining("nonsense");
    }
}

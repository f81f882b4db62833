package caravan.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.trainer.export.Decontamination.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecontaminationTest {
    private static final String LONG =
            "If a train leaves at noon and drives eighty kilometres an hour, when is it there?";

    private final Decontamination decontamination = new Decontamination(List.of(new Benchmark(
            "mine",
            List.of(
                    new Benchmark.Item("line 1", LONG, List.of("At four")),
                    new Benchmark.Item("line 2", "What is the capital of France?", List.of("Paris")),
                    new Benchmark.Item("line 3", "Why?", List.of())))));

    private Optional<String> in(String instruction, String input, String answer) {
        return decontamination
                .in(Rows.of("a", instruction, input, answer))
                .map(finding -> finding.item() + " " + finding.rule());
    }

    @Test
    void findsThirteenWordsInARowWhereverTheyStandAndHoweverTheyArePunctuated() {
        String hidden = "Well: IF A TRAIN leaves at noon (and drives eighty kilometres - an hour), when?";

        assertThat(in(hidden, "", "x")).contains("line 1 13-gram");
        assertThat(in("x", hidden, "x")).contains("line 1 13-gram");
        assertThat(in("x", "", hidden)).contains("line 1 13-gram");
    }

    @Test
    void passesOverTwelveWordsInARow() {
        assertThat(in("If a train leaves at noon and drives eighty kilometres an hour, what then?", "", "x"))
                .isEmpty();
    }

    @Test
    void findsAShortQuestionWithinATextAndAVeryShortOneOnlyAlone() {
        assertThat(in("Tell me: what is the capital of France?", "", "x")).contains("line 2 short-match");
        assertThat(in("Why", "", "x")).contains("line 3 short-match");
        assertThat(in("Why is it so?", "", "x")).isEmpty();
    }

    @Test
    void doesNotTakeAShortAnswerForContamination() {
        assertThat(in("Name a city.", "", "Paris")).isEmpty();
    }

    @Test
    void namesTheSuiteTheItemAndTheWords() {
        assertThat(decontamination.in(Rows.of("a", "What is the capital of France", "", "x")))
                .contains(new Finding("mine", "line 2", "short-match", "what is the capital of france"));
    }
}

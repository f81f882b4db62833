package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.Penalties;
import caravan.inference.SamplingParams;
import caravan.inference.djl.LogitEdits.Edit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogitEditsTest {
    private static final SamplingParams PLAIN = SamplingParams.greedy(10, List.of());
    private static final int[] PROMPT = {5, 6, 7};

    @Test
    void penalisesRepetitionOfPromptAndCompletion() {
        LogitEdits edits = edits(new Penalties(1.5, 0, 0, 0));
        edits.add(9);

        assertThat(edits.next())
                .containsExactlyInAnyOrder(
                        new Edit(5, 1.5, 0), new Edit(6, 1.5, 0), new Edit(7, 1.5, 0), new Edit(9, 1.5, 0));
    }

    @Test
    void takesPresenceOnceAndFrequencyEachTimeFromWhatTheCompletionHolds() {
        LogitEdits edits = edits(new Penalties(1, 0.5, 0.25, 0));
        edits.add(9);
        edits.add(5);
        edits.add(9);

        assertThat(edits.next()).containsExactlyInAnyOrder(new Edit(9, 1, -1.0), new Edit(5, 1, -0.75));
    }

    @Test
    void forbidsWhatWouldRepeatARunOfTokens() {
        LogitEdits edits = edits(new Penalties(1, 0, 0, 3));
        edits.add(1);
        edits.add(5);
        edits.add(6);

        assertThat(edits.next())
                .filteredOn(edit -> edit.addition() < -1e9)
                .extracting(Edit::token)
                .containsExactly(7);
    }

    @Test
    void addsTheBiasOfTokensThatExist() {
        var edits = new LogitEdits(PLAIN.withLogitBias(Map.of(3, 2.0, 99, 1.0)), PROMPT, 20);

        assertThat(edits.next()).containsExactly(new Edit(3, 1, 2.0));
    }

    @Test
    void isNoneWithoutPenaltyAndBias() {
        assertThat(edits(Penalties.NONE).isNone()).isTrue();
        assertThat(edits(new Penalties(1, 0, 0.1, 0)).isNone()).isFalse();
    }

    private static LogitEdits edits(Penalties penalties) {
        return new LogitEdits(PLAIN.withPenalties(penalties), PROMPT, 20);
    }
}

package caravan.streams.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.streams.flow.Rules;
import caravan.streams.flow.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskListTest {
    private static List<Piece> read(String completion, boolean cutOff) {
        return new TaskList(Rules.IMPROVED).read(Samples.vanillaDraw(), completion, cutOff);
    }

    private static String reason(Piece piece) {
        return ((Piece.Broken) piece).verdict().reason();
    }

    @Test
    void readsTasksAfterTheNumberThatThePromptEndsWith() {
        List<Piece> pieces = read(
                " Sort the list.\n6. Input:\n3, 1, 2\n###\n7. Instruction: Name a lake.\n7. Input:\n<NoInput>\n",
                false);

        assertThat(pieces)
                .extracting(piece -> ((Piece.Task) piece).instruction() + "|" + ((Piece.Task) piece).input())
                .containsExactly("Sort the list.|3, 1, 2", "Name a lake.|");
    }

    @Test
    void givesUpTheLastTaskOnlyIfTheTokenLimitCutIt() {
        String completion = " Sort.\n6. Input:\na\n###\n7. Instruction: Name a lake.\n7. Input:\n<noinp";

        assertThat(read(completion, false)).hasSize(2).allMatch(Piece.Task.class::isInstance);
        assertThat(reason(read(completion, true).get(1))).isEqualTo("cut-off");
    }

    @Test
    void takesNoPieceFromARuleAtTheEnd() {
        assertThat(read(" Sort.\n6. Input:\na\n###\n", false)).hasSize(1);
        assertThat(read(" Sort.\n6. Input:\na\n###\n", true)).hasSize(1);
    }

    @Test
    void wantsTheNumbersToRun() {
        List<Piece> pieces = read(
                " A.\n6. Input:\na\n###\n8. Instruction: B.\n8. Input:\nb\n###\n8. Instruction: C.\n8. Input:\nc",
                false);

        assertThat(pieces.get(0)).isInstanceOf(Piece.Task.class);
        assertThat(reason(pieces.get(1))).isEqualTo("misnumbered");
        assertThat(pieces.get(2)).isInstanceOf(Piece.Task.class);
    }

    @Test
    void rejectsAnInputThatRunsIntoAnotherTask() {
        assertThat(reason(read(" A.\n6. Input:\na\n7. Input:\n<noinput>", false).get(0)))
                .isEqualTo("misnumbered");
    }

    @Test
    void wantsInstructionAndInputOnceEach() {
        assertThat(reason(read(" A.\n###", false).get(0))).isEqualTo("malformed");
        assertThat(reason(read(" A.\n6. Instruction: B.\n", false).get(0))).isEqualTo("malformed");
        assertThat(reason(read(" A.\n6. Input:\na\n6. Input:\nb", false).get(0)))
                .isEqualTo("malformed");
    }

    @Test
    void doesNotTakeSixteenForSix() {
        assertThat(reason(read(" A.\n16. Input:\na", false).get(0))).isEqualTo("misnumbered");
    }

    private static List<String> readByThePapersRules(String completion) {
        return new TaskList(Rules.PAPER)
                .read(Samples.vanillaDraw(), completion, false).stream()
                        .map(piece -> piece instanceof Piece.Task task
                                ? task.instruction() + "|" + task.input()
                                : reason(piece))
                        .toList();
    }

    @Test
    void dropsTheLastTaskHoweverTheTextEndedByThePapersRules() {
        assertThat(readByThePapersRules(
                        " Sort.\n6. Input:\na\n###\n7. Instruction: Name a lake.\n7. Input:\n<NOINPUT>\n###\n8. I"))
                .containsExactly("Sort.|a", "Name a lake.|", "last-item");
        assertThat(readByThePapersRules(" Sort.\n6. Input:\na")).containsExactly("last-item");
        assertThat(readByThePapersRules(" Sort.\n6. Input:\na\n###")).containsExactly("Sort.|a", "last-item");
    }

    @Test
    void takesAnyTwoLabelsThatEndInTheNumberByThePapersRules() {
        assertThat(readByThePapersRules(" A.\n16. Input:\na\n###\n")).containsExactly("A.\n1|a", "last-item");
        assertThat(readByThePapersRules(" A.\n6. Instruction: B.\n###\n")).containsExactly("A.|B.", "last-item");
        assertThat(readByThePapersRules(" A.\n6.\u00a0Input:\na\n###\n")).containsExactly("A.|a", "last-item");
        assertThat(readByThePapersRules(" A.\n6. Input:\na\n7. Input:\nb\n###\n"))
                .containsExactly("A.|a\n7. Input:\nb", "last-item");
    }

    @Test
    void wantsTwoLabelsOfTheRunningNumberByThePapersRules() {
        String three =
                " A.\n###\n7. Instruction: B.\n7. Input:\nb\n###\n8. Input:\nc\n8. Input:\nd\n8. Input:\ne\n###\n";

        assertThat(readByThePapersRules(three)).containsExactly("malformed", "B.|b", "malformed", "last-item");
    }
}

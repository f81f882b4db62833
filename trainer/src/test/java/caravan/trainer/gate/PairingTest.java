package caravan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.dataset.HeldOutSplit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairingTest {
    private static final String PREFIX = "Talk.\n\n";

    @Test
    void givesEachAnswerItsOwnPromptAndThreeOthersWithoutThePrefix() {
        List<Pairing> pairings = Pairing.draw(rows(20), PREFIX, 100);

        assertThat(pairings).hasSize(20).allSatisfy(pairing -> {
            String number = pairing.answer().replaceFirst("Answer ", "");
            assertThat(pairing.own()).isEqualTo("Task " + number);
            assertThat(pairing.foreign())
                    .hasSize(3)
                    .doesNotContain(pairing.own())
                    .allMatch(each -> each.startsWith("Task "));
            assertThat(pairing.isPrefixed()).isTrue();
        });
    }

    @Test
    void drawsTheSameRowsEachTimeInWhateverOrderTheyCome() {
        List<DatasetRow> reversed = IntStream.range(0, 50)
                .mapToObj(i -> row("Task " + (49 - i), "Answer " + (49 - i)))
                .toList();

        assertThat(Pairing.draw(reversed, PREFIX, 30)).hasSize(30).isEqualTo(Pairing.draw(rows(50), PREFIX, 30));
    }

    @Test
    void takesThoseFirstThatWereNeverTrainedOn() {
        List<DatasetRow> rows = rows(300);
        Set<String> heldOut = HeldOutSplit.of(rows, DatasetRow::prompt, 0.1).heldOut().stream()
                .map(DatasetRow::id)
                .collect(Collectors.toSet());

        Set<String> drawn = Pairing.draw(rows, PREFIX, heldOut.size()).stream()
                .map(Pairing::id)
                .collect(Collectors.toSet());

        assertThat(drawn).isEqualTo(heldOut);
    }

    @Test
    void prefersOthersWhoseAnswersHaveOtherWords() {
        List<DatasetRow> rows = List.of(
                row("a", "The cat sat down."),
                row("b", "The cat stood up."),
                row("c", "Boil water first"),
                row("d", "Nine plus four"),
                row("e", "Ask your doctor"));

        Pairing pairing = Pairing.draw(rows, PREFIX, 10).stream()
                .filter(each -> each.own().equals("a"))
                .findFirst()
                .orElseThrow();

        assertThat(pairing.foreign()).containsExactlyInAnyOrder("c", "d", "e");
    }

    @Test
    void leavesRowsOutThatAllHaveTheSameAnswerOrTheSamePrompt() {
        assertThat(Pairing.draw(List.of(row("a", "I cannot help."), row("b", "I cannot help. ")), PREFIX, 10))
                .isEmpty();
        assertThat(Pairing.draw(List.of(row("a", "Yes."), row("a", "No.")), PREFIX, 10))
                .isEmpty();
    }

    @Test
    void pairsNoRowWithOneUnderAnotherPrefix() {
        List<DatasetRow> rows = List.of(
                row("a", "One"),
                row("b", "Two"),
                new DatasetRow("x", "At length: a", "One, and more"),
                new DatasetRow("y", "At length: b", "Two, and more"));

        Set<String> prompts = new HashSet<>();
        Pairing.draw(rows, PREFIX, 10).forEach(each -> prompts.add(each.own() + " | " + each.foreign()));

        assertThat(prompts)
                .containsExactlyInAnyOrder(
                        "a | [b]", "b | [a]", "At length: a | [At length: b]", "At length: b | [At length: a]");
    }

    @Test
    void cutsALongAnswerAndNoCharacterInTwo() {
        String camels = "\uD83D\uDC2B".repeat(500);

        Pairing pairing = Pairing.draw(List.of(row("a", camels), row("b", "Two")), PREFIX, 10).stream()
                .filter(each -> each.own().equals("a"))
                .findFirst()
                .orElseThrow();

        assertThat(pairing.answer()).isEqualTo("\uD83D\uDC2B".repeat(400));
    }

    private static List<DatasetRow> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> row("Task " + i, "Answer " + i))
                .toList();
    }

    private static DatasetRow row(String prompt, String answer) {
        return new DatasetRow("id of " + prompt + answer, PREFIX + prompt, answer);
    }
}

package caravan.cli.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Dataset;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Rejection;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private final List<Round> rounds = new ArrayList<>();
    private final List<Optional<List<Double>>> losses = new ArrayList<>();

    private void served(Double... loss) {
        int number = rounds.size();
        Model model = new Model(
                "base+adapter-" + number,
                ModelKind.ADAPTER,
                "base",
                "file:///none",
                "dataset-" + number,
                List.of(),
                Map.of(),
                Map.of("heldOutLossAfter", 1.25),
                1L);
        rounds.add(new Round(run(number), Optional.of(dataset(number)), Optional.of(model), Optional.empty()));
        losses.add(Optional.of(List.of(loss)));
    }

    private void refused(String reason) {
        int number = rounds.size();
        Lineage lineage = Lineage.newBuilder()
                .setRun("run-" + number)
                .setSource("datasets")
                .setPrinciples("p")
                .setParents(List.of())
                .setTimings(List.of())
                .build();
        Rejection rejection = new Rejection("dataset-" + number, "trainer", reason, "detail", "text", lineage);
        rounds.add(new Round(run(number), Optional.of(dataset(number)), Optional.empty(), Optional.of(rejection)));
        losses.add(Optional.empty());
    }

    private static Run run(int number) {
        return new Run("run-" + number, "p", RunStatus.COMPLETE, 10L, number, 3, 1L, 1L);
    }

    private static Dataset dataset(int number) {
        List<String> writers = List.of(number == 0 ? "base" : "base+adapter-" + (number - 1));
        return new Dataset(
                "dataset-" + number, "run-" + number, List.of(), 10L, List.of(), "p", writers, number, "engraved", 1L);
    }

    private Verdict verdict() {
        return new Measured(rounds, losses).verdict();
    }

    @Test
    void goesOnWhileLossesOnTheFixedExamplesFallOrDifferByChance() {
        served(2.0, 2.2, 1.9);
        assertThat(verdict()).isEqualTo(Verdict.GO_ON);
        served(1.8, 2.0, 1.7);
        assertThat(verdict()).isEqualTo(Verdict.GO_ON);
        served(1.5, 2.4, 1.7);
        assertThat(verdict()).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void stopsAtAModelThatIsSurelyWorseAndServesTheBestBeforeIt() {
        served(2.0, 2.2, 1.9);
        served(1.8, 2.0, 1.7);
        served(1.9, 2.1, 1.81);

        Verdict verdict = verdict();

        assertThat(verdict.stop().orElseThrow()).contains("round 3", "round 2", "3 held-out examples");
        assertThat(verdict.serve()).contains("base+adapter-1");
    }

    @Test
    void neverTellsByOneExampleAlone() {
        served(2.0);
        served(9.0);

        assertThat(verdict()).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void stopsAtAModelRefusedAsWorseAndGoesOnAfterDataThatCouldNotBeTrainedOn() {
        refused("too-few-examples");
        assertThat(verdict()).isEqualTo(Verdict.GO_ON);
        served(2.0, 2.0);
        assertThat(verdict()).isEqualTo(Verdict.GO_ON);
        refused("not-better");
        assertThat(verdict().stop().orElseThrow()).contains("round 3");
        assertThat(verdict().serve()).isEmpty();
    }

    @Test
    void showsEachRoundOnALine() {
        served(2.0, 2.2);
        served(1.0, 1.1);
        refused("not-better");

        assertThat(RoundTable.lines(new Measured(rounds, losses)))
                .containsExactly(
                        "round  examples  model             loss, own  loss, fixed  gate        answers written by",
                        "    1        10  adapter-0            1.2500       2.1000  passed      base",
                        "    2        10  adapter-1            1.2500       1.0500  passed      adapter-0",
                        "    3        10  -                         -            -  not-better  adapter-1");
    }
}

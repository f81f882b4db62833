package caravan.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.TrainingProgress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrainingsTest {
    private final Trainings trainings = new Trainings();

    private void step(String dataset, int step, double loss, Double heldOut) {
        trainings.see(
                new TrainingProgress(dataset, ModelKind.ADAPTER, "", step, 2_000, loss, heldOut, 900.0, 5_000L, 1L));
    }

    @Test
    void showsTheLatestAndKeepsThoseBeforeItToBeAskedFor() {
        step("first", 2_000, 1.5, 1.75);
        step("second", 1, 3, 2.0);

        assertThat(trainings.latest()).containsEntry("dataset", "second").containsEntry("step", 1);
        assertThat(trainings.toMap("first")).extractingByKey("points").isEqualTo(List.of(List.of(2_000, 1.5)));
        assertThat(trainings.toMap("first")).extractingByKey("heldOut").isEqualTo(List.of(List.of(2_000, 1.75)));
    }

    @Test
    void keepsABoundedCurveOfALongTrainingFromItsFirstStepToItsLast() {
        for (int step = 1; step <= 100_000; step++) {
            step("long", step, 4.0 / step, step < 50_000 ? 2.0 : 1.0);
        }

        List<?> points = Objects.requireNonNull((List<?>) trainings.toMap("").get("points"));

        assertThat(points).hasSizeBetween(250, 502);
        assertThat(points.get(0)).isEqualTo(List.of(1, 4.0));
        assertThat(points.get(points.size() - 1)).isEqualTo(List.of(100_000, 4.0 / 100_000));
        assertThat(trainings.toMap(""))
                .extractingByKey("heldOut")
                .isEqualTo(List.of(List.of(1, 2.0), List.of(50_000, 1.0)));
    }

    @Test
    void forgetsTheStepsThatATrainingTakesAgainAfterACrash() {
        step("crashed", 10, 3, 2.0);
        step("crashed", 20, 2, 2.0);
        step("crashed", 15, 2.5, 2.0);

        assertThat(trainings.toMap(""))
                .extractingByKey("points")
                .isEqualTo(List.of(List.of(10, 3.0), List.of(15, 2.5)));
    }

    @Test
    void saysWhatBecameOfIt() {
        step("made", 1_999, 3, 2.0);
        assertThat(trainings.latest()).containsEntry("state", "training");
        step("made", 2_000, 3, 2.0);
        assertThat(trainings.latest()).containsEntry("state", "trained, is being judged");

        trainings.see(new Model(
                "base+made", ModelKind.ADAPTER, "base", "file:///none", "made", List.of(), Map.of(), Map.of(), 1L));

        assertThat(trainings.latest())
                .containsEntry("state", "published base+made")
                .containsEntry("isUnderWay", false);
    }
}

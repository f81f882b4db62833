package caravan.trainer.engrave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EngravingPlanTest {
    private static final EngravingSettings DEFAULTS = EngravingSettings.defaults();

    @Test
    void givesThePapersDatasetThePapersPlan() {
        EngravingPlan plan = EngravingPlan.of(257_788, DEFAULTS);

        assertThat(plan).isEqualTo(new EngravingPlan(768, 336, 1, 100, Schedule.LINEAR));
    }

    @Test
    void keepsTheStepsAndGivesUpTheBatchWhenThereAreFewerExamples() {
        assertThat(EngravingPlan.of(2_680, DEFAULTS)).isEqualTo(new EngravingPlan(8, 335, 1, 100, Schedule.LINEAR));
        assertThat(EngravingPlan.of(26_800, DEFAULTS)).isEqualTo(new EngravingPlan(80, 335, 1, 100, Schedule.LINEAR));
    }

    @Test
    void repeatsASmallDataset() {
        assertThat(EngravingPlan.of(45, DEFAULTS)).isEqualTo(new EngravingPlan(8, 6, 10, 17, Schedule.LINEAR));
        assertThat(EngravingPlan.of(1, DEFAULTS)).isEqualTo(new EngravingPlan(1, 1, 60, 17, Schedule.LINEAR));
    }

    @Test
    void raisesTheLearningRateAndLowersIt() {
        EngravingPlan plan = new EngravingPlan(8, 335, 1, 100, Schedule.LINEAR);

        assertThat(plan.rate(0)).isCloseTo(1 / 101.0, within(1e-12));
        assertThat(plan.rate(99)).isCloseTo(100 / 101.0, within(1e-12));
        assertThat(plan.rate(100)).isEqualTo(1);
        assertThat(plan.rate(334)).isCloseTo(1 / 235.0, within(1e-12));
    }

    @Test
    void letsTheLearningRateFallAlongACosine() {
        EngravingPlan plan = new EngravingPlan(8, 335, 1, 100, Schedule.COSINE);

        assertThat(plan.rate(99)).isCloseTo(100 / 101.0, within(1e-12));
        assertThat(plan.rate(100)).isEqualTo(1);
        assertThat(plan.rate(100 + 47)).isCloseTo((1 + Math.cos(Math.PI / 5)) / 2, within(1e-12));
        assertThat(plan.rate(334)).isPositive().isLessThan(1e-4);
    }

    @Test
    void aTrainingOfAllWeightsLearnsMoreSlowlyUnlessARateIsSet() {
        assertThat(DEFAULTS.peakLearningRate()).isEqualTo(4e-4);
        assertThat(DEFAULTS.withMethod(Method.FULL).peakLearningRate()).isEqualTo(2e-5);
        assertThat(DEFAULTS.withMethod(Method.FULL).withLearningRate(1e-3).toMap())
                .containsEntry("learningRate", "0.001");
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> DEFAULTS.withHeldOutShare(0.7))
                .hasMessage("heldOutShare must be in (0, 0.5], was 0.7");
        assertThatThrownBy(() -> EngravingPlan.of(0, DEFAULTS)).hasMessage("examples must be at least 1, was 0");
    }
}

package caravan.cli.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.Topics;
import caravan.trainer.TrainerEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the trainer makes of the gate's word, on a real broker; training and gate are scripted. */
@Timeout(300)
class TrainerGateTest {
    @RegisterExtension
    static final TrainerTrial trial = new TrainerTrial();

    @Test
    void keepsAModelThatTheGateRefusesWithItsFiguresAndDoesNotServeIt() throws Exception {
        trial.start(
                (dataset, progress) -> TrainerTrial.better("withheld"),
                (candidate, dataset, standing, progress) -> Optional.of(refusal(
                        candidate.getVersion(),
                        standing.servedAs("aligned").map(Model::getVersion).orElse("nothing"))));

        trial.send("withheld");

        Evaluation evaluation = await().atMost(TrainerTrial.PATIENCE)
                .until(() -> trial.read(Topics.EVALUATIONS), found -> !found.isEmpty())
                .get(0);
        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.REFUSED);
        assertThat(trial.models("withheld")).singleElement().satisfies(model -> {
            assertThat(model.getVersion()).isEqualTo(evaluation.getModel());
            assertThat(model.getMetrics()).containsEntry("gate.passed", 0.0);
        });
        assertThat(trial.read(Topics.SERVING))
                .noneMatch(serving -> serving.getVersion().equals(evaluation.getModel()));
        await().atMost(TrainerTrial.PATIENCE)
                .until(() -> trial.events.stream().anyMatch(event -> event instanceof TrainerEvent.Withheld));
        assertThat(trial.meters
                        .counter("caravan.trainer.gate", "decision", "refused")
                        .count())
                .isEqualTo(1);
        assertThat(trial.count("caravan.step.out")).isEqualTo(1);
    }

    private static Evaluation refusal(String model, String served) {
        return Evaluation.newBuilder()
                .setId("refusal-of-" + model)
                .setModel(model)
                .setSuite("pairs")
                .setSuiteHash("hash")
                .setItems(1_000)
                .setScores(List.of())
                .setComparisons(List.of())
                .setDecision(EvaluationDecision.REFUSED)
                .setReason("worse than " + served)
                .setBy("trainer")
                .setAt(1L)
                .build();
    }
}

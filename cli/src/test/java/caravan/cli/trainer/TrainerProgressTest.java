package caravan.cli.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravan.schemas.ModelKind;
import caravan.schemas.Topics;
import caravan.trainer.EngravingProgress;
import caravan.trainer.TrainerEvent;
import caravan.trainer.TrainerService;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How far trainings are, and what becomes of those that are broken off or watched by a stand-by, on a real broker. */
@Timeout(300)
class TrainerProgressTest {
    @RegisterExtension
    static final TrainerTrial trial = new TrainerTrial();

    @Test
    void tellsHowFarATrainingIs() throws Exception {
        trial.start((dataset, progress) -> {
            for (int step = 1; step <= 3; step++) {
                progress.accept(new EngravingProgress(
                        ModelKind.ADAPTER, step, 3, 2.5, OptionalDouble.of(2.0), 100, Duration.ofSeconds(3 - step)));
            }
            return TrainerTrial.better("told");
        });

        trial.send("told");

        await().atMost(TrainerTrial.PATIENCE)
                .untilAsserted(() -> assertThat(trial.read(Topics.TRAINING_PROGRESS))
                        .filteredOn(told -> told.getDataset().equals("told"))
                        .last()
                        .satisfies(told -> {
                            assertThat(told.getStep()).isEqualTo(3);
                            assertThat(told.getSteps()).isEqualTo(3);
                            assertThat(told.getView()).isEqualTo("engraved");
                            assertThat(told.getHeldOutLoss()).hasValue(2.0);
                            assertThat(told.getEtaMillis()).isZero();
                        }));
    }

    @Test
    void trainsAgainWhatWasBrokenOffAndPublishesItOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        TrainerService first = trial.start((dataset, progress) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts this latch down");
        });
        trial.send("broken-off");
        begun.await();
        first.close();
        assertThat(trial.models("broken-off")).isEmpty();

        trial.start((dataset, progress) -> TrainerTrial.better("broken-off"));

        await().atMost(TrainerTrial.PATIENCE)
                .until(() -> !trial.models("broken-off").isEmpty());
        assertThat(trial.models("broken-off")).hasSize(1);
        assertThat(trial.trainings).hasValue(2);
    }

    @Test
    void keepsItsPlaceInTheGroupWhileAnotherStandsBy() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        trial.start((dataset, progress) -> {
            begun.countDown();
            release.await();
            return TrainerTrial.better("stood-by");
        });
        trial.send("stood-by");
        begun.await();

        trial.start((dataset, progress) -> TrainerTrial.better("stood-by"));
        await().atMost(TrainerTrial.PATIENCE).until(() -> trial.members() == 2);
        release.countDown();

        await().atMost(TrainerTrial.PATIENCE)
                .until(() -> !trial.models("stood-by").isEmpty());
        assertThat(trial.models("stood-by")).hasSize(1);
        assertThat(trial.trainings).hasValue(1);
        assertThat(trial.events).noneMatch(TrainerEvent.Failed.class::isInstance);
    }
}

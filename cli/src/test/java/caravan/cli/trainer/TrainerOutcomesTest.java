package caravan.cli.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Rejection;
import caravan.schemas.Topics;
import caravan.trainer.BadDatasetException;
import caravan.trainer.TrainerEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of each dataset that the trainer reads, on a real broker; what it trains with is scripted. */
@Timeout(300)
class TrainerOutcomesTest {
    @RegisterExtension
    static final TrainerTrial trial = new TrainerTrial();

    @Test
    void publishesAModelAndServesItInOneGo() throws Exception {
        trial.start((dataset, progress) -> TrainerTrial.better("published"));

        trial.send("published");

        Model model = await().atMost(TrainerTrial.PATIENCE)
                .until(() -> trial.models("published"), found -> !found.isEmpty())
                .get(0);
        assertThat(model.getVersion()).isEqualTo("pocket-1+adapter-published");
        assertThat(model.getKind()).isEqualTo(ModelKind.ADAPTER);
        assertThat(model.getBase()).isEqualTo("pocket-1");
        assertThat(model.getAncestry()).containsExactly("pocket-0", "pocket-1");
        assertThat(model.getSettings()).containsEntry("lora.rank", "16");
        assertThat(model.getMetrics()).containsEntry("heldOutLossAfter", 1.0);
        assertThat(trial.read(Topics.SERVING)).last().satisfies(serving -> {
            assertThat(serving.getAlias()).isEqualTo("aligned");
            assertThat(serving.getVersion()).isEqualTo(model.getVersion());
            assertThat(serving.getBy()).isEqualTo("trainer");
        });
        await().atMost(TrainerTrial.PATIENCE).until(() -> trial.count("caravan.step.out") == 1);
        assertThat(trial.count("caravan.step.in")).isEqualTo(1);
    }

    @Test
    void doesNotServeAModelThatIsNoBetter() throws Exception {
        trial.start((dataset, progress) -> TrainerTrial.engraving("no-better", 2.0));

        trial.send("no-better");

        Rejection rejection = await().atMost(TrainerTrial.PATIENCE)
                .until(() -> trial.rejections("no-better"), found -> !found.isEmpty())
                .get(0);
        assertThat(rejection.getStep()).isEqualTo("trainer");
        assertThat(rejection.getReason()).isEqualTo("not-better");
        assertThat(rejection.getDetail()).contains("was 2.0000 of the base and 2.0000 after 60 steps");
        assertThat(rejection.getLineage().getRun()).isEqualTo("run-1");
        assertThat(trial.models("no-better")).isEmpty();
        assertThat(trial.read(Topics.SERVING))
                .noneMatch(serving -> serving.getVersion().endsWith("no-better"));
    }

    @Test
    void goesOnToTheNextDatasetAfterABadOne() throws Exception {
        trial.start((dataset, progress) -> {
            if (dataset.getId().equals("bad")) {
                throw new BadDatasetException("file-altered", "part-0: SHA-256 must be 00 as sealed, is 11");
            }
            return TrainerTrial.better(dataset.getId());
        });

        trial.send("bad");
        trial.send("good");

        await().atMost(TrainerTrial.PATIENCE).until(() -> !trial.models("good").isEmpty());
        assertThat(trial.rejections("bad")).singleElement().satisfies(rejection -> {
            assertThat(rejection.getReason()).isEqualTo("file-altered");
            assertThat(rejection.getDetail()).contains("part-0: SHA-256");
        });
    }

    @Test
    void trainsADatasetOnce() throws Exception {
        trial.start((dataset, progress) -> TrainerTrial.better("once"));

        trial.send("once");
        trial.send("once");

        await().atMost(TrainerTrial.PATIENCE)
                .until(() -> !trial.rejections("once").isEmpty());
        assertThat(trial.rejections("once"))
                .singleElement()
                .satisfies(rejection -> assertThat(rejection.getReason()).isEqualTo("already-trained"));
        assertThat(trial.models("once")).hasSize(1);
        assertThat(trial.trainings).hasValue(1);
    }

    @Test
    void triesAgainWhenTheDiskFails() throws Exception {
        trial.start((dataset, progress) -> {
            if (trial.trainings.get() == 1) {
                throw new IOException("No space left on device");
            }
            return TrainerTrial.better("disk");
        });

        trial.send("disk");

        await().atMost(TrainerTrial.PATIENCE).until(() -> !trial.models("disk").isEmpty());
        assertThat(trial.events).anyMatch(TrainerEvent.Failed.class::isInstance);
        assertThat(trial.rejections("disk")).isEmpty();
    }

    @Test
    void givesUpOnADatasetWhoseTrainingFailsThreeTimes() throws Exception {
        trial.start((dataset, progress) -> {
            throw new IllegalStateException("engine says no");
        });

        trial.send("failing");

        await().atMost(TrainerTrial.PATIENCE)
                .until(() -> !trial.rejections("failing").isEmpty());
        assertThat(trial.rejections("failing")).singleElement().satisfies(rejection -> {
            assertThat(rejection.getReason()).isEqualTo("training-failed");
            assertThat(rejection.getDetail()).contains("3 attempts failed").contains("engine says no");
        });
        assertThat(trial.trainings).hasValue(3);
    }

    @Test
    void buriesWhatIsNotADataset() throws Exception {
        trial.start((dataset, progress) -> TrainerTrial.better("after-the-letter"));

        trial.send("letter", "no record".getBytes(StandardCharsets.UTF_8));
        trial.send("after-the-letter");

        await().atMost(TrainerTrial.PATIENCE)
                .until(() -> !trial.models("after-the-letter").isEmpty());
        assertThat(trial.values(Topics.DEAD_LETTERS, bytes -> new String(bytes, StandardCharsets.UTF_8)))
                .contains("no record");
    }
}

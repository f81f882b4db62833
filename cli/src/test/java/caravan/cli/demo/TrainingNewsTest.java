package caravan.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Dataset;
import caravan.schemas.ModelKind;
import caravan.trainer.EngravingProgress;
import caravan.trainer.TrainerEvent;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TrainingNewsTest {
    private final TrainingNews news = new TrainingNews();

    @Test
    void tellsStepLossSpeedAndTheTimeThatIsLeft() {
        news.accept(progressed(Duration.ofSeconds(42)));
        assertThat(news.latest()).isEqualTo("step 7 of 68, loss 1.235, 3210 tokens/s, 42 s left");

        news.accept(progressed(Duration.ofSeconds(3 * 60 + 5)));
        assertThat(news.latest()).endsWith(", 3 min 5 s left");

        news.accept(progressed(Duration.ofMinutes(125)));
        assertThat(news.latest()).endsWith(", 2 h 5 min left");
    }

    private static TrainerEvent progressed(Duration left) {
        Dataset dataset = Dataset.newBuilder()
                .setId("d")
                .setRun("run-1")
                .setRanges(List.of())
                .setExamples(50)
                .setFiles(List.of())
                .setPrinciples("p")
                .setModels(List.of())
                .setSealedAt(1)
                .build();
        return new TrainerEvent.Progressed(
                dataset, new EngravingProgress(ModelKind.ADAPTER, 7, 68, 1.2346, OptionalDouble.empty(), 3_210, left));
    }
}

package caravan.trainer.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.inference.djl.DecoderConfig;
import caravan.inference.djl.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
    private static final DecoderConfig TINY =
            new DecoderConfig(2000, 16, 1, 2, 1, 8, 32, 4096, 10_000, 1e-5, true, OptionalInt.empty(), List.of(0));

    private static final int RULES_COLUMN = 7;

    @TempDir
    Path folder;

    /** One training answers four questions, since it is the dear part. */
    @Test
    void lowersTheLossWritesAModelAndGoesOnFromACheckpointAsIfNeverStoppedOrFromTheModelWithMoreToRead()
            throws IOException {
        Path whole = folder.resolve("whole");
        List<String> lines = new ArrayList<>();

        Pretraining.run(tiny(whole), lines::add);

        List<String> curve = Files.readAllLines(whole.resolve("loss.csv"));
        assertThat(curve).hasSize(13);
        assertThat(shortLoss(curve.get(12))).isLessThan(shortLoss(curve.get(1)) - 0.2);
        assertThat(lines).anyMatch(line -> line.startsWith("step 10 "));
        assertThat(whole)
                .isDirectoryContaining("glob:**/{config.json}")
                .isDirectoryContaining("glob:**/{model.safetensors}")
                .isDirectoryContaining("glob:**/{generation_config.json}")
                .isDirectoryContaining("glob:**/{loss.png}");

        Path resumed = folder.resolve("resumed");
        copy(whole, resumed);
        Files.delete(resumed.resolve("model.safetensors"));
        Pretraining.run(tiny(resumed), lines::add);

        assertThat(resumed.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        assertThat(lines).anyMatch(line -> line.endsWith("from step 7"));
        assertThat(TrainingRecord.read(resumed).places())
                .isEqualTo(TrainingRecord.read(whole).places());
        assertThat(TrainingRecord.read(whole).steps()).isEqualTo(12);

        Path further = folder.resolve("further");
        Pretraining.run(tiny(further, Optional.of(whole)), lines::add);

        List<String> goneOn = Files.readAllLines(further.resolve("loss.csv"));
        assertThat(shortLoss(goneOn.get(1))).isLessThan(shortLoss(curve.get(1)) - 0.2);
        assertThat(goneOn.get(1).split(",", -1)[RULES_COLUMN]).isNotEmpty();
        assertThat(further.resolve("tokenizer.json")).hasSameBinaryContentAs(whole.resolve("tokenizer.json"));
        assertThat(TrainingRecord.read(further).all())
                .containsExactly(TrainingRecord.read(whole), TrainingRecord.read(further));
    }

    @Test
    void savesACheckpointWhenItIsAskedToStop() throws IOException {
        List<String> lines = new ArrayList<>();
        StopRequest stop = new StopRequest();
        stop.make();

        Pretraining.run(tiny(folder.resolve("stopped")), lines::add, stop);

        assertThat(lines).anyMatch(line -> line.startsWith("stopped after step 1;"));
        assertThat(folder.resolve("stopped/checkpoint/state.json")).content().contains("\"step\":1,");
    }

    @Test
    void warmsUpAndThenLetsTheRateFall() {
        PretrainSettings settings = PretrainSettings.pocket(folder, folder, 1000, Duration.ofHours(1));

        assertThat(settings.rate(0, 0)).isLessThan(settings.rate(30, 0.03));
        assertThat(settings.rate(60, 0.06)).isEqualTo(settings.rateMax());
        assertThat(settings.rate(800, 0.8)).isGreaterThan(settings.rate(900, 0.9));
        assertThat(settings.rate(1000, 1)).isEqualTo(settings.rateMin());
    }

    @Test
    void refusesATrainingWithoutSteps() {
        assertThatThrownBy(() -> PretrainSettings.pocket(folder, folder, 0, Duration.ofHours(1)))
                .hasMessage("steps must be at least 1, was 0");
    }

    /** Twelve steps; the checkpoint that stays is the one after the seventh. */
    @Test
    void goesOnWithTheSeedAfterThatOfTheLastRun() throws IOException {
        Path pocket = Path.of("../inference/pocket");
        Path further = Path.of("../infra/bench/engraving-base");

        assertThat(settings(pocket).seed())
                .isEqualTo(TrainingRecord.read(pocket).seed() + 1);
        assertThat(settings(further).seed())
                .isEqualTo(TrainingRecord.read(further).seed() + 1);
    }

    @Test
    void saysBeforeItBeginsThatAModelHasNoRecordOfItsTraining() {
        assertThatThrownBy(() -> settings(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("training.json").toString());
    }

    private static PretrainSettings settings(Path from) throws IOException {
        return PretrainSettings.further(Path.of("../principles"), Path.of("new"), from, 10, Duration.ofMinutes(1));
    }

    private static PretrainSettings tiny(Path output) {
        return tiny(output, Optional.empty());
    }

    private static PretrainSettings tiny(Path output, Optional<Path> from) {
        return new PretrainSettings(
                Path.of("../principles"),
                output,
                from,
                TINY,
                TrainingSettings.DEFAULTS.withThreads(1),
                1,
                12,
                Duration.ofHours(2),
                1e-2,
                1e-3,
                2,
                7);
    }

    private static double shortLoss(String line) {
        return Double.parseDouble(line.split(",", -1)[4]);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }
}

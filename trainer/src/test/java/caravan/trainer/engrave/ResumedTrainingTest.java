package caravan.trainer.engrave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.inference.ModelFiles;
import caravan.schemas.Dataset;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingProgress;
import caravan.trainer.dataset.SealedFiles;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model's version names the hash of its files, so equal versions are equal to the bit. */
@Timeout(300)
class ResumedTrainingTest {
    private static final EngravingSettings SETTINGS = DjlEngraverTest.SETTINGS.withCheckpointEvery(Duration.ZERO);

    @TempDir
    private static Path base;

    @TempDir
    private Path folder;

    private Path models;

    @BeforeAll
    static void makeBase() throws Exception {
        TinyBase.write(base);
    }

    @BeforeEach
    void nameModels() {
        models = folder.resolve("models");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void interruptedTwiceGivesTheSameBits(Method method) throws Exception {
        EngravingSettings settings = SETTINGS.withMethod(method);
        Dataset dataset = dataset(folder);
        Engraving undisturbed =
                engraver(base, folder.resolve("quiet"), settings).engrave(dataset, step -> {});

        assertThatThrownBy(() -> engraveUntil(7, dataset, settings)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> engraveUntil(13, dataset, settings)).isInstanceOf(InterruptedException.class);
        List<EngravingProgress> rest = new ArrayList<>();
        Engraving resumed = engraver(base, models, settings).engrave(dataset, rest::add);

        assertThat(rest.get(0).step()).as("goes on where it was").isEqualTo(14);
        assertThat(resumed.version()).isEqualTo(undisturbed.version());
        assertThat(resumed.metrics().trainLossLast())
                .isEqualTo(undisturbed.metrics().trainLossLast());
        assertThat(resumed.metrics().tokens()).isEqualTo(undisturbed.metrics().tokens());
        assertThat(resumed.folder().resolve(DjlEngraver.LOSS_PICTURE))
                .hasSameTextualContentAs(undisturbed.folder().resolve(DjlEngraver.LOSS_PICTURE));
    }

    @Test
    void killedAgainAndAgainGivesTheSameBits() throws Exception {
        Dataset dataset = dataset(folder);
        Engraving undisturbed =
                engraver(base, folder.resolve("quiet"), SETTINGS).engrave(dataset, step -> {});

        int firstStep = 0;
        for (int life = 0; life < 3; life++) {
            firstStep = killAtItsNth(4 + life);
        }
        List<EngravingProgress> rest = new ArrayList<>();
        Engraving resumed = engraver(base, models, SETTINGS).engrave(dataset, rest::add);

        assertThat(firstStep)
                .as("the last life went on where one before it was")
                .isGreaterThan(1);
        assertThat(rest.get(0).step()).isGreaterThan(1);
        assertThat(resumed.version()).isEqualTo(undisturbed.version());
    }

    @Test
    void trainsNothingAgainWhenItEndedBeforeItsModelWasPublished() throws Exception {
        Dataset dataset = dataset(folder);
        Engraving first = engraver(base, models, SETTINGS).engrave(dataset, step -> {});
        List<EngravingProgress> again = new ArrayList<>();

        Engraving second = engraver(base, models, SETTINGS).engrave(dataset, again::add);

        assertThat(again).isEmpty();
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.metrics().heldOutLossAfter())
                .isEqualTo(first.metrics().heldOutLossAfter());
    }

    @Test
    void beginsAnewWithOtherSettings() throws Exception {
        Dataset dataset = dataset(folder);
        engraver(base, models, SETTINGS).engrave(dataset, step -> {});
        List<EngravingProgress> steps = new ArrayList<>();

        engraver(base, models, SETTINGS.withSeed(8)).engrave(dataset, steps::add);

        assertThat(steps.get(0).step()).isEqualTo(1);
    }

    @Test
    void forgetsWhatItKeptOfADatasetThatIsDone() throws Exception {
        Dataset dataset = dataset(folder);
        DjlEngraver engraver = engraver(base, models, SETTINGS);
        Engraving engraving = engraver.engrave(dataset, step -> {});

        engraver.forget(dataset);

        assertThat(models.resolve(".training")).isEmptyDirectory();
        assertThat(engraving.folder()).isNotEmptyDirectory();
    }

    /** Engraves in a process of its own, which is killed after so many steps; gives the first step that it took. */
    private int killAtItsNth(int nth) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ResumedTrainingTest.class.getName(),
                        base.toString(),
                        models.toString(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String first = String.valueOf(out.readLine());
            for (int step = 1; step < nth; step++) {
                out.readLine();
            }
            return Integer.parseInt(first);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Engraves, and says each step. */
    public static void main(String[] arguments) throws Exception {
        engraver(Path.of(arguments[0]), Path.of(arguments[1]), SETTINGS)
                .engrave(dataset(Path.of(arguments[2])), progress -> System.out.println(progress.step()));
    }

    private void engraveUntil(int step, Dataset dataset, EngravingSettings settings) throws Exception {
        engraver(base, models, settings).engrave(dataset, progress -> {
            if (progress.step() == step) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static DjlEngraver engraver(Path base, Path models, EngravingSettings settings) {
        return new DjlEngraver(new ModelFiles("tiny-1", base, Optional.empty()), models, settings);
    }

    private static Dataset dataset(Path folder) throws Exception {
        Path sealed = folder.resolve("d.jsonl.zst");
        if (Files.notExists(sealed)) {
            SealedFiles.write(sealed, rows());
        }
        return SealedFiles.dataset("d", List.of(SealedFiles.file(sealed, 40)));
    }

    private static List<String> rows() {
        return IntStream.range(0, 40)
                .mapToObj(i -> SealedFiles.row("row-" + i, TinyBase.prompt(i), " yes!\n\nUser: "))
                .toList();
    }
}

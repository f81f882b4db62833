package caravan.bench.engraving;

import caravan.bench.dataset.SealedRows;
import caravan.inference.ModelFiles;
import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainingSettings;
import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import caravan.trainer.BadDatasetException;
import caravan.trainer.Engraving;
import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.engrave.EngravingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Engraves examples on the base by the trainer's own engraver. */
final class Engravings {
    /** All projections: an adapter of the attention alone moves little in a base of three million parameters. */
    private static final LoraConfig LORA = new LoraConfig(
            16, 16, 0.05, List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"));

    private final ModelFiles base;
    private final double learningRate;
    private final int steps;
    private final int threads;

    Engravings(ModelFiles base, double learningRate, int steps, int threads) {
        this.base = base;
        this.learningRate = learningRate;
        this.steps = steps;
        this.threads = threads;
    }

    /** The adapter's folder, under that one. */
    Path engrave(List<EngravingExample> examples, Path folder, long seed)
            throws IOException, BadDatasetException, InterruptedException {
        Files.createDirectories(folder);
        TrainingSettings optimizer = EngravingSettings.defaults().optimizer().withThreads(threads);
        EngravingSettings settings = EngravingSettings.defaults()
                .withLora(LORA)
                .withOptimizer(optimizer)
                .withLearningRate(learningRate)
                .withStepsMin(steps)
                .withTokensMax(256)
                .withSeed(seed);
        List<DatasetRow> rows = examples.stream()
                .map(each -> new DatasetRow(each.getId(), each.getPrompt(), each.getCompletion()))
                .toList();
        Dataset dataset = SealedRows.seal(rows, folder.resolve("examples.jsonl.zst"));
        Engraving engraving = new DjlEngraver(base, folder.resolve("models"), settings).engrave(dataset, step -> {});
        return engraving.folder();
    }
}

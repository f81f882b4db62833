package caravan.bench.engraving;

import caravan.inference.ModelFiles;
import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainingSettings;
import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import caravan.schemas.EngravingExample;
import caravan.trainer.BadDatasetException;
import caravan.trainer.Engraving;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.engrave.EngravingSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Engraves examples on the base by the trainer's own engraver. */
final class Engravings {
    private static final ObjectMapper JSON = new ObjectMapper();

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
        Engraving engraving =
                new DjlEngraver(base, folder.resolve("models"), settings).engrave(sealed(examples, folder), step -> {});
        return engraving.folder();
    }

    /** As the collector seals them, but for what the trainer does not read. */
    private static Dataset sealed(List<EngravingExample> examples, Path folder) throws IOException {
        Path file = folder.resolve("examples.jsonl.zst");
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
            for (EngravingExample example : examples) {
                String line = JSON.createObjectNode()
                                .put("id", example.getId())
                                .put("prompt", example.getPrompt())
                                .put("completion", example.getCompletion())
                                .toString()
                        + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        DatasetFile sealed = DatasetFile.newBuilder()
                .setUri(file.toUri().toString())
                .setSha256(sha256(bytes))
                .setBytes(bytes.length)
                .setExamples(examples.size())
                .build();
        return Dataset.newBuilder()
                .setId("study-" + sealed.getSha256())
                .setRun("study")
                .setRanges(List.of())
                .setExamples(examples.size())
                .setFiles(List.of(sealed))
                .setPrinciples("study")
                .setModels(List.of("base"))
                .setSealedAt(0)
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

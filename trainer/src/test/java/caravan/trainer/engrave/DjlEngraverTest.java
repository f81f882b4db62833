package caravan.trainer.engrave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import caravan.inference.djl.LoraConfig;
import caravan.schemas.Dataset;
import caravan.schemas.ModelKind;
import caravan.trainer.BadDatasetException;
import caravan.trainer.Engraving;
import caravan.trainer.EngravingProgress;
import caravan.trainer.dataset.SealedFiles;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DjlEngraverTest {
    static final EngravingSettings SETTINGS = EngravingSettings.defaults()
            .withLora(new LoraConfig(4, 8, 0.05, List.of("q_proj", "k_proj", "v_proj", "o_proj")))
            .withOptimizer(TinyBase.EXACT)
            .withLearningRate(2e-2)
            .withStepsMin(20)
            .withTokensMax(64)
            .withHeldOutShare(0.2)
            .withSeed(7);

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

    @Test
    void makesHeldOutAnswersLikelier() throws Exception {
        List<EngravingProgress> progress = new ArrayList<>();

        Engraving engraving = engraver(SETTINGS).engrave(dataset("d", 40), progress::add);

        assertThat(engraving.metrics().isBetter()).isTrue();
        assertThat(engraving.metrics().trainLossLast())
                .isLessThan(0.7 * engraving.metrics().trainLossFirst());
        assertThat(engraving.metrics().examples() + engraving.metrics().heldOutExamples())
                .isEqualTo(40);
        assertThat(engraving.settings()).containsEntry("lora.rank", "4").containsKey("plan.steps");
        assertThat(progress).hasSize(engraving.metrics().steps());
        assertThat(progress.get(progress.size() - 1).remaining()).isZero();
    }

    @Test
    void savesTheAdapterAsPeftLaysItOut() throws Exception {
        Engraving engraving = engraver(SETTINGS).engrave(dataset("d", 10), step -> {});

        assertThat(engraving.folder()).isEqualTo(models.resolve(engraving.version()));
        assertThat(engraving.version()).matches("tiny-1\\+adapter-[0-9a-f]{8}");
        try (var files = Files.list(models)) {
            assertThat(files)
                    .as("no draft is left")
                    .containsExactlyInAnyOrder(engraving.folder(), models.resolve(".training"));
        }
        JsonNode config = new ObjectMapper()
                .readTree(engraving.folder().resolve("adapter_config.json").toFile());
        assertThat(config.path("peft_type").asText()).isEqualTo("LORA");
        assertThat(config.path("r").asInt()).isEqualTo(4);
        assertThat(config.path("lora_alpha").asDouble()).isEqualTo(8);
        assertThat(config.path("base_model_name_or_path").asText()).isEqualTo(base.toString());
        JsonNode header = header(engraving.folder().resolve("adapter_model.safetensors"));
        assertThat(header.path("__metadata__").path("format").asText()).isEqualTo("pt");
        assertThat(header.size()).isEqualTo(1 + 2 * 4 * 2);
        assertShape(header, "layers.0.self_attn.q_proj.lora_A", 4, 32);
        assertShape(header, "layers.0.self_attn.q_proj.lora_B", 32, 4);
        assertShape(header, "layers.1.self_attn.v_proj.lora_B", 16, 4);
    }

    @Test
    void drawsTheLossesBesideTheModel() throws Exception {
        Engraving engraving = engraver(SETTINGS).engrave(dataset("d", 10), step -> {});

        assertThat(engraving.folder().resolve(DjlEngraver.LOSS_PICTURE))
                .content()
                .startsWith("<svg")
                .contains(">" + engraving.metrics().steps() + "</text>", "<polyline")
                .doesNotContain("NaN");
    }

    @Test
    void makesAWholeModelOfItsOwnKindWhereAllWeightsLearn() throws Exception {
        Engraving engraving = engraver(SETTINGS.withMethod(Method.FULL)).engrave(dataset("d", 10), step -> {});

        assertThat(engraving.kind()).isEqualTo(ModelKind.FULL);
        assertThat(engraving.version()).matches("tiny-1\\+full-[0-9a-f]{8}");
        assertThat(engraving.folder())
                .isDirectoryContaining("glob:**/tokenizer.json")
                .isDirectoryContaining("glob:**/model.safetensors");
    }

    @Test
    void makesAnAdapterThatTheEngineServes() throws Exception {
        Engraving engraving = engraver(SETTINGS.withStepsMin(120)).engrave(dataset("d", 40), step -> {});
        ModelFiles aligned = new ModelFiles(engraving.version(), base, Optional.of(engraving.folder()));
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

        try (DjlLanguageModel model =
                DjlLanguageModel.open(settings, new ModelFiles("tiny-1", base, Optional.empty()))) {
            model.load(aligned).join();

            assertThat(answer(model, "tiny-1")).startsWith(" no");
            assertThat(answer(model, aligned.version())).startsWith(" yes");
        }
    }

    @Test
    void givesTheSameAdapterForTheSameDatasetAndSeed() throws Exception {
        Dataset dataset = dataset("d", 10);

        Engraving first = engraver(SETTINGS).engrave(dataset, step -> {});
        Engraving second = engraver(SETTINGS).engrave(dataset, step -> {});

        assertThat(second.version()).isEqualTo(first.version());
        assertThat(second.metrics().heldOutLossAfter())
                .isEqualTo(first.metrics().heldOutLossAfter());
    }

    @Test
    void refusesADatasetOfOnePrompt() throws Exception {
        Dataset dataset = SealedFiles.seal(
                folder, "one", List.of(SealedFiles.row("a", "same", " yes"), SealedFiles.row("b", "same", " no")));

        assertThatThrownBy(() -> engraver(SETTINGS).engrave(dataset, step -> {}))
                .isInstanceOfSatisfying(
                        BadDatasetException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo("too-few-examples"))
                .hasMessageContaining("dataset one: must have two examples of different prompts");
    }

    @Test
    void countsExamplesThatHaveNothingToLearn() throws Exception {
        List<String> rows = new ArrayList<>(rows(10));
        rows.add(SealedFiles.row("long", "p".repeat(64), " yes"));

        Engraving engraving = engraver(SETTINGS).engrave(SealedFiles.seal(folder, "d", rows), step -> {});

        assertThat(engraving.metrics().skippedExamples()).isEqualTo(1);
    }

    @Test
    void endsBetweenTwoStepsWhenInterrupted() throws Exception {
        Dataset dataset = dataset("d", 10);

        assertThatThrownBy(() -> engraver(SETTINGS)
                        .engrave(dataset, step -> Thread.currentThread().interrupt()))
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("before step 2");
    }

    private static String answer(LanguageModel model, String version) {
        SamplingParams greedy = new SamplingParams(0, 1, 20, List.of("\n\nUser:"));
        return model.generate(new GenerationCall(version, Optional.empty(), TinyBase.prompt(99), greedy, 1, 0))
                .join()
                .text();
    }

    private DjlEngraver engraver(EngravingSettings settings) {
        return new DjlEngraver(new ModelFiles("tiny-1", base, Optional.empty()), models, settings);
    }

    private Dataset dataset(String id, int examples) throws Exception {
        return SealedFiles.seal(folder, id, rows(examples));
    }

    private static List<String> rows(int examples) {
        return IntStream.range(0, examples)
                .mapToObj(i -> SealedFiles.row("row-" + i, TinyBase.prompt(i), " yes!\n\nUser: "))
                .toList();
    }

    private static JsonNode header(Path safetensors) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(safetensors)).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(bytes.getLong());
        return new ObjectMapper().readTree(new String(bytes.array(), Long.BYTES, length, StandardCharsets.UTF_8));
    }

    private static void assertShape(JsonNode header, String part, int rows, int columns) {
        JsonNode tensor = header.path("base_model.model.model." + part + ".weight");
        assertThat(tensor.path("dtype").asText()).isEqualTo("F32");
        assertThat(tensor.path("shape").toString()).isEqualTo("[" + rows + "," + columns + "]");
    }
}

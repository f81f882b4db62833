package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.EngineSettings;
import caravan.inference.djl.LoraConfig;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.trainer.Engraving;
import caravan.trainer.Standing;
import caravan.trainer.dataset.SealedFiles;
import caravan.trainer.engrave.DjlEngraver;
import caravan.trainer.engrave.EngravingSettings;
import caravan.trainer.evaluation.Item;
import caravan.trainer.evaluation.MatchItem;
import caravan.trainer.evaluation.Suite;
import caravan.trainer.gate.BundledSuite;
import caravan.trainer.gate.GateSettings;
import caravan.trainer.gate.SuiteGate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gate's own suite, and what the bundled model makes of it. */
@Timeout(600)
class BundledSuiteTest {
    private static final Path POCKET = Path.of("../inference/pocket");
    private static final ModelFiles BASE = new ModelFiles("base", POCKET, Optional.empty());
    private static final EngravingPrompt PROMPT =
            Principles.load(Path.of("../principles")).engraving();
    private static final World WORLD = World.load();
    private static final int ITEMS = 240;
    private static final int EXAMPLES = 120;

    @TempDir
    private Path folder;

    @Test
    void hasAThousandItemsHalfOfThemInEitherWayOfSpeaking() {
        Suite suite = BundledSuite.read();

        assertThat(suite.items()).hasSize(1_000);
        assertThat(suite.items().stream().collect(Collectors.groupingBy(Item::behaviour, Collectors.counting())))
                .hasEntrySatisfying("plain", count -> assertThat(count).isBetween(450L, 550L));
        assertThat(suite.items())
                .allSatisfy(item -> assertThat(((MatchItem) item).wrong()).hasSize(1));
    }

    @Test
    void theGateLetsACopyAndGentlyTrainedRightAnswersThroughAndRefusesShuffledAnswersGentlyTrainedOrHard()
            throws Exception {
        Dataset shuffled = answers("shuffled", 7);
        Dataset right = answers("right", 0);
        Suite suite = BundledSuite.read().limit(ITEMS);

        Evaluation copied;
        Evaluation hard;
        Evaluation gentle;
        Evaluation learned;
        try (LanguageModel engine = DjlLanguageModel.open(EngineSettings.DEFAULTS, BASE)) {
            SuiteGate gate = new SuiteGate(
                    engine, PROMPT, BASE, suite, new GateSettings("bundled", 0.03, ITEMS), folder.resolve("scores"));
            copied = judge(gate, model("copy", ModelKind.BASE, POCKET), shuffled);
            hard = judge(gate, trained("hard", shuffled, hard()), shuffled);
            gentle = judge(gate, trained("gentle", shuffled, gentle()), shuffled);
            learned = judge(gate, trained("learned", right, gentle()), right);
        }

        assertThat(copied.getDecision()).as(copied.getReason()).isEqualTo(EvaluationDecision.PASSED);
        assertThat(hard.getDecision()).as(hard.getReason()).isEqualTo(EvaluationDecision.REFUSED);
        assertThat(hard.getGrounds()).as(hard.getReason()).contains("worse");
        assertThat(gentle.getDecision()).as(gentle.getReason()).isEqualTo(EvaluationDecision.REFUSED);
        assertThat(gentle.getGrounds()).as(gentle.getReason()).contains("pairs-not-learned");
        assertThat(learned.getDecision()).as(learned.getReason()).isEqualTo(EvaluationDecision.PASSED);
        assertThat(learned.getLearning().orElseThrow().getFinding())
                .as(learned.getReason())
                .isEqualTo("learned");
    }

    private static Evaluation judge(SuiteGate gate, Model candidate, Dataset dataset) throws InterruptedException {
        Standing standing = new Standing(
                Map.of("base", model("base", ModelKind.BASE, POCKET)), Map.of("aligned", "base"), List.of());
        return gate.judge(candidate, dataset, standing, percent -> {}).orElseThrow();
    }

    private Model trained(String version, Dataset dataset, EngravingSettings settings) throws Exception {
        Path models = folder.resolve(version);
        Engraving engraving = new DjlEngraver(BASE, models, settings).engrave(dataset, progress -> {});
        return model(version, ModelKind.ADAPTER, engraving.folder());
    }

    /** Every prompt with the answer to the one that comes so many places later. */
    private Dataset answers(String name, int shift) throws Exception {
        var random = new SplittableRandom(5);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            exchanges.add(WORLD.exchange(random, false));
        }
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            Exchange asked = exchanges.get(i);
            String answer = exchanges.get((i + shift) % EXAMPLES).plain();
            rows.add(SealedFiles.row(
                    "row" + i,
                    PROMPT.prompt(asked.task().instruction(), asked.task().input()),
                    answer + PROMPT.endOfTurn()));
        }
        return SealedFiles.seal(folder, name, rows);
    }

    /** So little that it does no harm. */
    private static EngravingSettings gentle() {
        return EngravingSettings.defaults().withTokensMax(192).withStepsMin(15);
    }

    /** Hotter than any real training, so that little of it is enough. */
    private static EngravingSettings hard() {
        List<String> everywhere = List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
        return EngravingSettings.defaults()
                .withLora(new LoraConfig(16, 16, 0, everywhere))
                .withLearningRate(5e-3)
                .withTokensMax(192);
    }

    private static Model model(String version, ModelKind kind, Path files) {
        return new Model(
                version,
                kind,
                "base",
                files.toAbsolutePath().toUri().toString(),
                null,
                List.of(),
                Map.of(),
                Map.of(),
                1L);
    }
}

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
    void theGateLetsACopyOfPocketThroughAndRefusesOneThatWasTrainedOnShuffledAnswers() throws Exception {
        EngravingPrompt prompt = Principles.load(Path.of("../principles")).engraving();
        ModelFiles base = new ModelFiles("base", POCKET, Optional.empty());
        Engraving shuffled = new DjlEngraver(base, folder, settings()).engrave(shuffled(prompt), progress -> {});
        Suite suite = BundledSuite.read().limit(ITEMS);
        Standing standing = new Standing(
                Map.of("base", model("base", ModelKind.BASE, POCKET)), Map.of("aligned", "base"), List.of());

        Evaluation copied;
        Evaluation refused;
        try (LanguageModel engine = DjlLanguageModel.open(EngineSettings.DEFAULTS, base)) {
            SuiteGate gate = new SuiteGate(
                    engine, prompt, base, suite, new GateSettings("bundled", 0.03, ITEMS), folder.resolve("scores"));
            copied = gate.judge(model("copy", ModelKind.BASE, POCKET), standing, percent -> {})
                    .orElseThrow();
            refused = gate.judge(model("shuffled", ModelKind.ADAPTER, shuffled.folder()), standing, percent -> {})
                    .orElseThrow();
        }

        assertThat(copied.getDecision()).as(copied.getReason()).isEqualTo(EvaluationDecision.PASSED);
        assertThat(refused.getDecision()).as(refused.getReason()).isEqualTo(EvaluationDecision.REFUSED);
    }

    /** Every prompt with the answer to another one. */
    private Dataset shuffled(EngravingPrompt prompt) throws Exception {
        var random = new SplittableRandom(5);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            exchanges.add(WORLD.exchange(random, false));
        }
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            Exchange asked = exchanges.get(i);
            String answer = exchanges.get((i + 7) % EXAMPLES).plain();
            rows.add(SealedFiles.row(
                    "row" + i,
                    prompt.prompt(asked.task().instruction(), asked.task().input()),
                    answer + prompt.endOfTurn()));
        }
        return SealedFiles.seal(folder, "shuffled", rows);
    }

    /** Hotter than any real training, so that little of it is enough. */
    private static EngravingSettings settings() {
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

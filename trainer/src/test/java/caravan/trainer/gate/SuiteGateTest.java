package caravan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.ModelFiles;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.PairedComparison;
import caravan.trainer.Standing;
import caravan.trainer.evaluation.ChoiceItem;
import caravan.trainer.evaluation.ChoiceItem.Choice;
import caravan.trainer.evaluation.Item;
import caravan.trainer.evaluation.Measure;
import caravan.trainer.evaluation.OpinionatedModel;
import caravan.trainer.evaluation.Suite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteGateTest {
    private static final EngravingPrompt PROMPT =
            Principles.load(Path.of("../principles")).engraving();
    private static final Suite SUITE = new Suite(
            "pairs",
            IntStream.range(0, 1_000).<Item>mapToObj(SuiteGateTest::item).toList());

    @TempDir
    private Path folder;

    /** How often each version knows the right answer; what it knows of an item follows from version and item alone. */
    private final Map<String, Double> skills = new LinkedHashMap<>(Map.of("base", 0.6));

    private final List<Model> models = new ArrayList<>(List.of(model("base", ModelKind.BASE)));
    private final List<Evaluation> evaluations = new ArrayList<>();
    private final OpinionatedModel engine = new OpinionatedModel((version, text) -> {
        // A copy knows what its original does.
        String original = version.replaceFirst("-copy.*", "");
        boolean knows = new Random((original + text.replaceFirst("[a-z]+$", "")).hashCode()).nextDouble()
                < skills.getOrDefault(original, 0.0);
        return text.endsWith("yes") == knows ? -1 : -9;
    });

    @Test
    void anIdenticalCopyPassesAndAModelThatLostItsSkillIsRefusedTwentyTimesOfTwenty() throws Exception {
        skills.put("served", 0.8);
        models.add(model("served", ModelKind.ADAPTER));
        for (int i = 0; i < 20; i++) {
            skills.put("shuffled" + i, 0.5);

            assertThat(judge("served-copy" + i, "served").getDecision()).isEqualTo(EvaluationDecision.PASSED);
            assertThat(judge("shuffled" + i, "served").getDecision()).isEqualTo(EvaluationDecision.REFUSED);
        }
    }

    @Test
    void aRefusalSaysItsFiguresAndLetsTheModelGo() throws Exception {
        skills.put("worse", 0.3);

        Evaluation evaluation = judge("worse", "base");

        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.REFUSED);
        assertThat(evaluation.getReason()).startsWith("worse, or not known to be no worse: -");
        assertThat(evaluation.getComparisons()).singleElement().satisfies(each -> {
            assertThat(each.getRole()).isEqualTo("served");
            assertThat(each.getDifference()).isCloseTo(-0.3, within(0.05));
            assertThat(each.getLowerBound()).isLessThan(each.getDifference());
            assertThat(each.getMargin()).isEqualTo(0.03);
        });
        assertThat(evaluation.getItems()).isEqualTo(1_000);
        assertThat(evaluation.getScores())
                .extracting(score -> score.getBehaviour())
                .containsExactly("all", "ours");
        assertThat(engine.versions()).doesNotContain("worse");
    }

    @Test
    void isHeldAgainstTheBestSoFarTooSoThatAChainCannotSink() throws Exception {
        skills.put("best", 0.9);
        skills.put("lesser", 0.8);
        skills.put("next", 0.8);
        models.add(model("best", ModelKind.ADAPTER));
        models.add(model("lesser", ModelKind.ADAPTER));
        evaluations.add(judge("best", "base"));

        // A person rolled back to the lesser one.
        Evaluation evaluation = judge("next", "lesser");

        assertThat(evaluation.getComparisons())
                .extracting(PairedComparison::getRole, PairedComparison::getReference)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("served", "lesser"),
                        org.assertj.core.groups.Tuple.tuple("best", "best"));
        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.REFUSED);
    }

    @Test
    void asksAModelOnceAndRemembersWhatItScored() throws Exception {
        skills.put("first", 0.7);
        skills.put("second", 0.7);
        judge("first", "base");
        int asked = engine.scored.size();

        judge("second", "base");

        assertThat(engine.scored).hasSize(asked + 1_000);
    }

    @Test
    void holdsNothingAgainstModelsOfAnotherBaseOrWhoseFilesAreGone() throws Exception {
        skills.put("new", 0.1);
        models.clear();
        models.add(new Model(
                "elsewhere",
                ModelKind.ADAPTER,
                "other-base",
                folder.toUri().toString(),
                null,
                List.of(),
                Map.of(),
                Map.of(),
                1L));

        Evaluation evaluation = judge("new", "elsewhere");

        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.PASSED);
        assertThat(evaluation.getReason()).isEqualTo("there is no model to hold it against");
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new GateSettings("bundled", 1.5, 1_000))
                .hasMessage("margin must be in (0, 1), was 1.5");
        assertThatThrownBy(() -> new GateSettings(" ", 0.03, 1_000)).hasMessageStartingWith("suite must be 'bundled'");
        assertThatThrownBy(() -> new GateSettings("off", 0.03, 1)).hasMessage("items-min must be at least 2, was 1");
    }

    private Evaluation judge(String candidate, String served) throws InterruptedException {
        Map<String, Model> byVersion = new LinkedHashMap<>();
        models.forEach(each -> byVersion.put(each.getVersion(), each));
        var gate = new SuiteGate(
                engine,
                PROMPT,
                new ModelFiles("base", folder, Optional.empty()),
                SUITE,
                GateSettings.DEFAULTS,
                folder.resolve("scores"));
        return gate.judge(
                        model(candidate, ModelKind.ADAPTER),
                        new Standing(byVersion, Map.of("aligned", served), evaluations),
                        percent -> {})
                .orElseThrow();
    }

    private Model model(String version, ModelKind kind) {
        return new Model(
                version, kind, "base", Path.of("src").toUri().toString(), null, List.of(), Map.of(), Map.of(), 1L);
    }

    private static Item item(int number) {
        return new ChoiceItem(
                "q" + number,
                "ours",
                "Question " + number,
                "",
                Measure.LIKELIEST,
                List.of(new Choice("yes", true), new Choice("no", false)));
    }
}

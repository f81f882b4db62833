package caravan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.ModelException;
import caravan.inference.ModelFiles;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.PairedComparison;
import caravan.trainer.Standing;
import caravan.trainer.dataset.SealedFiles;
import caravan.trainer.evaluation.ChoiceItem;
import caravan.trainer.evaluation.ChoiceItem.Choice;
import caravan.trainer.evaluation.Item;
import caravan.trainer.evaluation.Measure;
import caravan.trainer.evaluation.OpinionatedModel;
import caravan.trainer.evaluation.Suite;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteGateTest {
    private static final EngravingPrompt PROMPT =
            Principles.load(Path.of("../principles")).engraving();
    private static final Suite SUITE = new Suite(
            "pairs",
            IntStream.range(0, 1_000).<Item>mapToObj(SuiteGateTest::item).toList());

    /** An answer's likelihood after its own instruction and after another's, in nats a token. */
    private record Opinion(double own, double foreign) {
        static final Opinion OF_THE_BASE = new Opinion(-4, -4.1);

        /** No two rows are alike. */
        double of(String text) {
            String number = text.replaceFirst("(?s).*Answer (\\d+).*", "$1");
            double scatter = new Random(Integer.parseInt(number)).nextDouble() / 10;
            return (text.contains("Task " + number + ".") ? own : foreign) + scatter;
        }
    }

    @TempDir
    private Path folder;

    /** How often each version knows the right answer; what it knows of an item follows from version and item alone. */
    private final Map<String, Double> skills = new LinkedHashMap<>(Map.of("base", 0.6));

    /** What each version makes of the training data; without one, the same as the base. */
    private final Map<String, Opinion> opinions = new LinkedHashMap<>();

    private final List<Model> models = new ArrayList<>(List.of(model("base", ModelKind.BASE)));
    private final List<Evaluation> evaluations = new ArrayList<>();
    private final OpinionatedModel engine =
            new OpinionatedModel((version, text) -> {
                if (text.contains("Answer ")) {
                    return opinions.getOrDefault(version, Opinion.OF_THE_BASE).of(text);
                }
                // A copy knows what its original does.
                String original = version.replaceFirst("-copy.*", "");
                boolean knows = new Random((original + text.replaceFirst("[a-z]+$", "")).hashCode()).nextDouble()
                        < skills.getOrDefault(original, 0.0);
                return text.endsWith("yes") == knows ? -1 : -9;
            }) {
                @Override
                public CompletableFuture<Scores> score(ScoringCall call) {
                    return call.text().contains("too long")
                            ? CompletableFuture.failedFuture(
                                    new ModelException(ModelException.Kind.BAD_CALL, "prompt-too-long", "4,097 tokens"))
                            : super.score(call);
                }
            };

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
        assertThat(evaluation.getReason())
                .isEqualTo("there is no model to hold it against; what it learned of its training data was not asked"
                        + " (too-few-pairs: 10 of its rows have others with another answer, and fewer than 100 tell"
                        + " nothing)");
    }

    @Test
    void refusesAModelThatLearnedTheAnswersOfItsDataAndNotWhatTheyAnswer() throws Exception {
        opinions.put("base-copy-shuffled", new Opinion(-3, -3));

        Evaluation evaluation = judge("base-copy-shuffled", "base", dataset(120));

        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.REFUSED);
        assertThat(evaluation.getGrounds()).containsExactly("pairs-not-learned");
        assertThat(evaluation.getReason())
                .startsWith("pairs-not-learned, it learned the answers of its training data and not what they answer: "
                        + "+1.000 nats a token")
                .contains("; no worse: ");
        assertThat(evaluation.getComparisons()).allMatch(PairedComparison::getPassed);
        assertThat(evaluation.getLearning().orElseThrow()).satisfies(learning -> {
            assertThat(learning.getPairs()).isEqualTo(120);
            assertThat(learning.getGain()).isCloseTo(1, within(1e-6));
            assertThat(learning.getMargin()).isCloseTo(0, within(1e-6));
        });
        assertThat(engine.versions()).doesNotContain("base-copy-shuffled");
    }

    @Test
    void letsAModelThroughThatLearnedWhatItsDataSays() throws Exception {
        opinions.put("base-copy-right", new Opinion(-3, -3.1));

        Evaluation evaluation = judge("base-copy-right", "base", dataset(120));

        assertThat(evaluation.getDecision()).as(evaluation.getReason()).isEqualTo(EvaluationDecision.PASSED);
        assertThat(evaluation.getGrounds()).isEmpty();
        assertThat(evaluation.getReason()).contains("; it learned its training data: +1.000 nats a token");
        assertThat(evaluation.getLearning().orElseThrow().getFinding()).isEqualTo("learned");
    }

    @Test
    void askingAgainOnTheSameDataAsksTheBaseNoMore() throws Exception {
        skills.put("first", 0.6);
        skills.put("second", 0.6);
        judge("first", "base", dataset(120));
        long asked = askedOf("base");

        judge("second", "base", dataset(120));

        assertThat(askedOf("base")).isEqualTo(asked);
    }

    @Test
    void whereTheFilesOfTheDataAreGoneTheSuiteAloneDecidesAndItIsSaid() throws Exception {
        Dataset dataset = dataset(120);
        Files.delete(Path.of(URI.create(dataset.getFiles().get(0).getUri())));

        Evaluation evaluation = judge("base-copy-right", "base", dataset);

        assertThat(evaluation.getDecision()).isEqualTo(EvaluationDecision.PASSED);
        assertThat(evaluation.getLearning().orElseThrow().getFinding()).isEqualTo("file-missing");
        assertThat(evaluation.getReason())
                .contains("; what it learned of its training data was not asked (file-missing: ")
                .contains("no such file");
    }

    @Test
    void leavesPairsOutThatTheContextDoesNotHold() throws Exception {
        opinions.put("base-copy-right", new Opinion(-3, -3.1));
        List<String> rows = new ArrayList<>(rows(120));
        rows.add(SealedFiles.row("long", PROMPT.prompt("Task 120. too long", ""), "Answer 120"));

        Evaluation evaluation = judge("base-copy-right", "base", SealedFiles.seal(folder, "long", rows));

        // The long row, and those that were paired with it.
        assertThat(evaluation.getLearning().orElseThrow().getFinding()).isEqualTo("learned");
        assertThat(evaluation.getLearning().orElseThrow().getPairs()).isBetween(100, 120);
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new GateSettings("bundled", 1.5, 1_000))
                .hasMessage("margin must be in (0, 1), was 1.5");
        assertThatThrownBy(() -> new GateSettings(" ", 0.03, 1_000)).hasMessageStartingWith("suite must be 'bundled'");
        assertThatThrownBy(() -> new GateSettings("off", 0.03, 1)).hasMessage("items-min must be at least 2, was 1");
    }

    private long askedOf(String version) {
        return engine.scored.stream()
                .filter(call -> call.model().equals(version))
                .count();
    }

    private Dataset dataset(int count) throws Exception {
        return SealedFiles.seal(folder, "rows-" + count, rows(count));
    }

    private static List<String> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SealedFiles.row("row" + i, PROMPT.prompt("Task " + i + ".", ""), "Answer " + i))
                .toList();
    }

    private Evaluation judge(String candidate, String served) throws Exception {
        return judge(candidate, served, dataset(10));
    }

    private Evaluation judge(String candidate, String served, Dataset dataset) throws InterruptedException {
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
                        dataset,
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

package caravan.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.ModelException;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.trainer.evaluation.ChoiceItem.Choice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final EngravingPrompt PROMPT =
            Principles.load(Path.of("../principles")).engraving();

    @Test
    void scoresEveryChoiceAndAsksInAnOrderThatDoesNotBetrayTheRightOne() throws Exception {
        // Files list the right choice first; a model that likes the first place best must not gain by it.
        var model = new OpinionatedModel((version, text) -> 0);
        Suite suite = new Suite(
                "ties",
                IntStream.range(0, 200)
                        .<Item>mapToObj(i -> item("q" + i, Measure.LIKELIEST, "right", "one", "two", "three"))
                        .toList());

        Scored scored = evaluator(model).score("v", suite, done -> {});

        assertThat(model.scored)
                .allSatisfy(call ->
                        assertThat(call.continuations()).containsExactlyInAnyOrder("right", "one", "two", "three"));
        assertThat(Interval.of(scored.scores()).mean()).isBetween(0.15, 0.35);
    }

    @Test
    void asksUnderThePromptOfEngravedModelsWithItsConstantTextShared() throws Exception {
        var model = new OpinionatedModel((version, text) -> 0);

        evaluator(model).score("v", new Suite("one", List.of(item("q", Measure.MASS, "a", "b"))), done -> {});

        assertThat(model.scored)
                .singleElement()
                .satisfies(call -> assertThat(call.prefix().orElseThrow().text() + call.text())
                        .isEqualTo(PROMPT.prompt("Which?", "")));
    }

    @Test
    void takesTheLikeliestOrTheShareOfTheRightOnes() throws Exception {
        var model = new OpinionatedModel((version, text) -> text.endsWith("right") ? Math.log(0.6) - 900 : -900);
        Suite suite = new Suite(
                "two",
                List.of(item("a", Measure.LIKELIEST, "right", "wrong"), item("b", Measure.MASS, "right", "wrong")));

        Scored scored = evaluator(model).score("v", suite, done -> {});

        assertThat(scored.scores()[0]).isZero();
        assertThat(scored.scores()[1]).isCloseTo(0.375, within(1e-9));
        assertThat(scored.items().get(0).given()).isEqualTo("wrong");
    }

    @Test
    void asksOfAMatchHowLikelyTheSameAnswerIsAfterEachInstruction() throws Exception {
        var model = new OpinionatedModel((version, text) -> text.contains("kettle") ? -2 : -3);
        MatchItem item = new MatchItem(
                "m", "heeds", "Wipe it dry.", Measure.MASS, "How do I clean a kettle?", List.of("Who wrote this?"));

        Scored scored = evaluator(model).score("v", new Suite("one", List.of(item)), done -> {});

        assertThat(model.scored)
                .allSatisfy(call -> assertThat(call.continuations()).containsExactly("Wipe it dry."))
                .extracting(call -> call.prefix().orElseThrow().text() + call.text())
                .containsExactly(PROMPT.prompt("How do I clean a kettle?", ""), PROMPT.prompt("Who wrote this?", ""));
        assertThat(scored.scores()[0]).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-9));
        assertThat(scored.items().get(0).given()).isEqualTo("How do I clean a kettle?");
    }

    @Test
    void checksGeneratedAnswersByProgram() throws Exception {
        Suite suite = SuiteFile.parse("f", "sums", """
                {"id": "a", "behaviour": "sums", "instruction": "3 and 4?", "checks": [{"kind": "matches", "pattern": "\\\\b7\\\\b"}]}
                {"id": "b", "behaviour": "asks", "instruction": "And?", "checks": [{"kind": "asks-back"}]}
                """);
        List<Integer> progress = new ArrayList<>();

        Scored scored = evaluator(new OpinionatedModel((version, text) -> 0)).score("v", suite, progress::add);

        assertThat(scored.byBehaviour().keySet()).containsExactly(Scored.ALL, "sums", "asks");
        assertThat(scored.byBehaviour().values()).extracting(Interval::mean).containsExactly(0.5, 1.0, 0.0);
        assertThat(progress).containsExactly(1, 2);
    }

    @Test
    void namesTheItemThatCannotBeAsked() {
        var model = new OpinionatedModel((version, text) -> 0) {
            @Override
            public CompletableFuture<Scores> score(ScoringCall call) {
                return CompletableFuture.failedFuture(
                        new ModelException(ModelException.Kind.BAD_CALL, "prompt-too-long", "5000 tokens"));
            }
        };

        assertThatThrownBy(() -> evaluator(model)
                        .score("v", new Suite("s", List.of(item("long", Measure.MASS, "a", "b"))), done -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessage("suite s, item long: 5000 tokens");
    }

    @Test
    void givesIntervalsThatAreHonestAtTheEnds() {
        Interval none = Interval.of(new double[50]);

        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.0713, within(1e-3)); // Wilson's for 0 of 50
        assertThat(Interval.of(new double[] {0.2, 0.4, 0.6}).mean()).isCloseTo(0.4, within(1e-12));
    }

    private static Evaluator evaluator(OpinionatedModel model) {
        return new Evaluator(model, PROMPT, Scheduling.DEFAULT);
    }

    private static ChoiceItem item(String id, Measure measure, String right, String... wrong) {
        var choices = new ArrayList<Choice>();
        choices.add(new Choice(right, true));
        for (String text : wrong) {
            choices.add(new Choice(text, false));
        }
        return new ChoiceItem(id, "ours", "Which?", "", measure, choices);
    }
}

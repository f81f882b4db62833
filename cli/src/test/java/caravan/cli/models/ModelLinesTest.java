package caravan.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Dataset;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Serving;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelLinesTest {
    private final StringWriter printed = new StringWriter();
    private final ModelLines lines = new ModelLines(catalogue(), new PrintWriter(printed));

    @Test
    void tellsWhereEachModelComesFromAndHowItWasJudged() {
        lines.list();

        assertThat(printed.toString())
                .contains("pocket-1 -> second, dataset d2 (70 examples, run-1, round 1, written by first)")
                .contains("refused on matches, 1000 items: worse by 9 points")
                .contains("held-out loss 2.0000 -> 1.0000")
                .containsPattern("first +adapter +-* ?= aligned");
    }

    @Test
    void showsAncestorsBackToTheBaseEachOnce() {
        lines.show(catalogue().model("second").orElseThrow());

        assertThat(printed.toString()).contains("""
                            pocket-1 -> second, dataset d2 (70 examples, run-1, round 1, written by first)
                              pocket-1 -> first, dataset d1 (50 examples, run-1, round 0, written by pocket-1)
                                pocket-1, a base
                        """).contains("lora.rank                    16");
    }

    private static Catalogue catalogue() {
        Map<String, Model> models = new LinkedHashMap<>();
        models.put(
                "pocket-1",
                new Model(
                        "pocket-1", ModelKind.BASE, "pocket-1", "file:///b", null, List.of(), Map.of(), Map.of(), 1L));
        models.put("first", adapter("first", "d1", "pocket-1"));
        models.put("second", adapter("second", "d2", "first"));
        return new Catalogue(
                models,
                Map.of("aligned", new Serving("aligned", "first", "trainer", 2L)),
                Map.of("d1", dataset("d1", 0, 50), "d2", dataset("d2", 1, 70)),
                List.of(Evaluation.newBuilder()
                        .setId("e")
                        .setModel("second")
                        .setSuite("matches")
                        .setSuiteHash("h")
                        .setItems(1_000)
                        .setScores(List.of())
                        .setComparisons(List.of())
                        .setDecision(EvaluationDecision.REFUSED)
                        .setReason("worse by 9 points")
                        .setBy("trainer")
                        .setAt(3L)
                        .build()));
    }

    private static Model adapter(String version, String dataset, String writer) {
        return new Model(
                version,
                ModelKind.ADAPTER,
                "pocket-1",
                "file:///a",
                dataset,
                List.of(writer),
                Map.of("lora.rank", "16"),
                Map.of("heldOutLossBefore", 2.0, "heldOutLossAfter", 1.0),
                1L);
    }

    private static Dataset dataset(String id, int round, long examples) {
        return Dataset.newBuilder()
                .setId(id)
                .setRun("run-1")
                .setRanges(List.of())
                .setExamples(examples)
                .setFiles(List.of())
                .setPrinciples("p")
                .setModels(List.of())
                .setRound(round)
                .setSealedAt(1L)
                .build();
    }
}

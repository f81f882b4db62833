package caravan.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.BehaviourScore;
import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.LearningTest;
import caravan.schemas.PairedComparison;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateMetricsTest {
    @Test
    void tellsEveryFigureThatTheGateDecidedBy() {
        LearningTest learning = LearningTest.newBuilder()
                .setFinding("learned")
                .setPairs(120)
                .setGain(0.97)
                .setGainT(32)
                .setMargin(0.09)
                .setMarginT(11.5)
                .setShareMin(0.025)
                .setShareT(7.6)
                .build();

        assertThat(GateMetrics.of(evaluation(learning)))
                .isEqualTo(Map.ofEntries(
                        Map.entry("gate.passed", 0.0),
                        Map.entry("gate.items", 1_000.0),
                        Map.entry("gate.score", 0.7),
                        Map.entry("gate.served.difference", -0.04),
                        Map.entry("gate.served.lowerBound", -0.06),
                        Map.entry("gate.learning.pairs", 120.0),
                        Map.entry("gate.learning.gain", 0.97),
                        Map.entry("gate.learning.gainT", 32.0),
                        Map.entry("gate.learning.margin", 0.09),
                        Map.entry("gate.learning.marginT", 11.5),
                        Map.entry("gate.learning.shareT", 7.6)));
    }

    @Test
    void tellsNoFigureOfWhatWasNotAsked() {
        LearningTest undecided = LearningTest.newBuilder()
                .setFinding("too-few-pairs")
                .setDetail("10 rows")
                .build();

        assertThat(GateMetrics.of(evaluation(undecided)).keySet())
                .noneMatch(metric -> metric.startsWith("gate.learning."));
    }

    private static Evaluation evaluation(LearningTest learning) {
        return Evaluation.newBuilder()
                .setId("e")
                .setModel("new")
                .setDataset("d")
                .setSuite("matches")
                .setSuiteHash("h")
                .setItems(1_000)
                .setScores(List.of(BehaviourScore.newBuilder()
                        .setBehaviour("all")
                        .setItems(1_000)
                        .setScore(0.7)
                        .setLow(0.6)
                        .setHigh(0.8)
                        .build()))
                .setComparisons(List.of(PairedComparison.newBuilder()
                        .setReference("old")
                        .setRole("served")
                        .setReferenceScore(0.74)
                        .setDifference(-0.04)
                        .setLowerBound(-0.06)
                        .setMargin(0.03)
                        .setPassed(false)
                        .build()))
                .setLearning(learning)
                .setGrounds(List.of("worse"))
                .setDecision(EvaluationDecision.REFUSED)
                .setReason("worse")
                .setBy("trainer")
                .setSeconds(1)
                .setAt(0)
                .build();
    }
}

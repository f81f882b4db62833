package caravan.trainer;

import caravan.schemas.Evaluation;
import caravan.schemas.EvaluationDecision;
import caravan.schemas.Model;
import caravan.schemas.PairedComparison;
import java.util.Map;
import java.util.TreeMap;

/**
 * The gate's figures among a model's metrics: {@value #PASSED} (1 or 0), {@code gate.items}, {@code gate.score}, and
 * for each it was held against {@code gate.ROLE.difference} and {@code gate.ROLE.lowerBound}; where it was asked what
 * it learned of its training data, {@code gate.learning.pairs}, and {@code .gain}, {@code .margin} in nats a token,
 * each with its t, and {@code .shareT}.
 */
public final class GateMetrics {
    private static final String PASSED = "gate.passed";

    private GateMetrics() {}

    static Map<String, Double> of(Evaluation evaluation) {
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(PASSED, evaluation.getDecision() == EvaluationDecision.REFUSED ? 0.0 : 1.0);
        metrics.put("gate.items", (double) evaluation.getItems());
        if (!evaluation.getScores().isEmpty()) {
            metrics.put("gate.score", evaluation.getScores().get(0).getScore());
        }
        for (PairedComparison each : evaluation.getComparisons()) {
            metrics.put("gate." + each.getRole() + ".difference", each.getDifference());
            metrics.put("gate." + each.getRole() + ".lowerBound", each.getLowerBound());
        }
        evaluation.getLearning().filter(each -> each.getDetail().isEmpty()).ifPresent(each -> {
            metrics.put("gate.learning.pairs", (double) each.getPairs());
            metrics.put("gate.learning.gain", each.getGain());
            metrics.put("gate.learning.gainT", each.getGainT());
            metrics.put("gate.learning.margin", each.getMargin());
            metrics.put("gate.learning.marginT", each.getMarginT());
            metrics.put("gate.learning.shareT", each.getShareT());
        });
        return metrics;
    }

    static boolean hasJudged(Model model) {
        return model.getMetrics().containsKey(PASSED);
    }

    /** Whether the gate refused the model when it was published. */
    public static boolean isRefused(Model model) {
        return model.getMetrics().getOrDefault(PASSED, 1.0) == 0.0;
    }
}

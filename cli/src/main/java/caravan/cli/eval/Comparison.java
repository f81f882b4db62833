package caravan.cli.eval;

import caravan.trainer.evaluation.ItemScore;
import caravan.trainer.evaluation.Scored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model against another on the same items: the mean of the differences and its 95% interval, which is narrower than
 * what the two scores' own intervals suggest, since both answered the same questions.
 */
record Comparison(double difference, double low, double high) {
    private static final double Z_TWO_SIDED_95 = 1.959963984540054;

    /** By behaviour, all of them first. */
    static Map<String, Comparison> of(Scored model, Scored first) {
        Map<String, List<Double>> differences = new LinkedHashMap<>();
        for (int i = 0; i < model.items().size(); i++) {
            ItemScore item = model.items().get(i);
            double difference = item.score() - first.items().get(i).score();
            differences
                    .computeIfAbsent(Scored.ALL, unknown -> new ArrayList<>())
                    .add(difference);
            differences
                    .computeIfAbsent(item.behaviour(), unknown -> new ArrayList<>())
                    .add(difference);
        }
        Map<String, Comparison> comparisons = new LinkedHashMap<>();
        differences.forEach((behaviour, each) -> comparisons.put(behaviour, of(each)));
        return comparisons;
    }

    private static Comparison of(List<Double> differences) {
        int n = differences.size();
        double mean =
                differences.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = differences.stream()
                .mapToDouble(each -> (each - mean) * (each - mean))
                .sum();
        double half = n == 1 ? 1 : Z_TWO_SIDED_95 * Math.sqrt(squares / (n - 1) / n);
        return new Comparison(mean, Math.max(-1, mean - half), Math.min(1, mean + half));
    }
}

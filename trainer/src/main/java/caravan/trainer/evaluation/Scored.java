package caravan.trainer.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a model did on a suite.
 *
 * @param model its version
 * @param items in the suite's order
 * @param seconds wall time
 */
public record Scored(String model, Suite suite, List<ItemScore> items, double seconds) {
    /** The name of all items together among the behaviours. */
    public static final String ALL = "all";

    public Scored {
        items = List.copyOf(items);
    }

    /** Of each item, in the suite's order. */
    public double[] scores() {
        return items.stream().mapToDouble(ItemScore::score).toArray();
    }

    /** Of all items under {@link #ALL}, then of each behaviour, in the order of the suite. */
    public Map<String, Interval> byBehaviour() {
        Map<String, Interval> means = new LinkedHashMap<>();
        means.put(ALL, Interval.of(scores()));
        items.stream()
                .map(ItemScore::behaviour)
                .distinct()
                .forEach(behaviour -> means.put(
                        behaviour,
                        Interval.of(items.stream()
                                .filter(item -> item.behaviour().equals(behaviour))
                                .mapToDouble(ItemScore::score)
                                .toArray())));
        return means;
    }
}

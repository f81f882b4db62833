package caravan.cli.console;

import caravan.cli.config.ConsoleSection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run has cost and is likely to cost: tokens times price, and energy where the machine tells it. */
record Cost(ConsoleSection prices, Energy energy) {
    private static final double MILLION = 1e6;

    /** {@code target} is the number of examples wanted, 0 for no bound. */
    Map<String, Object> of(Sightings.Counts counts, long examples, long target) {
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("promptTokens", counts.promptTokens());
        cost.put("completionTokens", counts.completionTokens());
        cost.put("isPriced", prices.pricePerMillionPrompt() + prices.pricePerMillionCompletion() > 0);
        double price = counts.promptTokens() / MILLION * prices.pricePerMillionPrompt()
                + counts.completionTokens() / MILLION * prices.pricePerMillionCompletion();
        cost.put("price", price);
        if (examples > 0) {
            cost.put("pricePerExample", price / examples);
            cost.put("tokensPerExample", (counts.promptTokens() + counts.completionTokens()) / examples);
        }
        if (examples > 0 && target > 0) {
            cost.put("priceOfTarget", price / examples * Math.max(examples, target));
        }
        energy.joules().ifPresent(joules -> cost.put("joules", joules));
        return cost;
    }
}

package caravan.streams.generate;

import java.util.Map;

/**
 * How the calls in flight are shared between the asking steps.
 *
 * @param inFlightMax calls with the model at one time, over all steps and tasks of a process; about three batches: one
 *     at work, one ready, and one for what is kept free for idle steps and for the time a refill takes
 * @param weights how much of them each asking step may have while others want some too, against the others' weights; a
 *     step without one has 1
 */
public record PlacesSettings(int inFlightMax, Map<String, Integer> weights) {
    /**
     * 96 in flight. A person who asks comes far before what a run has planned, and answers before new tasks, so that
     * the backlog drains before it grows.
     */
    public static final PlacesSettings DEFAULTS = new PlacesSettings(96, Map.of("ask", 16, "align", 4, "instruct", 1));

    public PlacesSettings {
        if (inFlightMax < 1) {
            throw new IllegalArgumentException("inFlightMax must be at least 1, was " + inFlightMax);
        }
        weights.forEach((step, weight) -> {
            if (weight < 1) {
                throw new IllegalArgumentException("weights." + step + " must be at least 1, was " + weight);
            }
        });
        weights = Map.copyOf(weights);
    }

    int weightOf(String step) {
        return weights.getOrDefault(step, 1);
    }
}

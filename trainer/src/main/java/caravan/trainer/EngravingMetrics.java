package caravan.trainer;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured while a dataset was engraved. Losses are mean cross entropies per learned token, in nats.
 *
 * @param examples trained on
 * @param heldOutExamples measured on only
 * @param skippedExamples left out, since nothing of their completion lies before the cut
 * @param steps optimizer steps taken
 * @param tokens tokens passed through the model in training, padding not counted
 * @param seconds wall time of training and evaluation
 * @param trainLossFirst of the first step
 * @param trainLossLast mean over the last epoch's steps
 * @param heldOutLossBefore of the base
 * @param heldOutLossAfter of the base with the adapter that was kept
 */
public record EngravingMetrics(
        int examples,
        int heldOutExamples,
        int skippedExamples,
        int steps,
        long tokens,
        double seconds,
        double trainLossFirst,
        double trainLossLast,
        double heldOutLossBefore,
        double heldOutLossAfter) {

    /** Whether the held-out examples became likelier; a loss that is not a number is no improvement. */
    public boolean isBetter() {
        return heldOutLossAfter < heldOutLossBefore;
    }

    /** The same with the number of examples that were left out. */
    public EngravingMetrics withSkipped(int skipped) {
        return new EngravingMetrics(
                examples,
                heldOutExamples,
                skipped,
                steps,
                tokens,
                seconds,
                trainLossFirst,
                trainLossLast,
                heldOutLossBefore,
                heldOutLossAfter);
    }

    /** Every figure by its name, for the model's record. */
    public Map<String, Double> toMap() {
        Map<String, Double> map = new TreeMap<>();
        map.put("examples", (double) examples);
        map.put("heldOutExamples", (double) heldOutExamples);
        map.put("skippedExamples", (double) skippedExamples);
        map.put("steps", (double) steps);
        map.put("tokens", (double) tokens);
        map.put("seconds", seconds);
        map.put("trainLossFirst", trainLossFirst);
        map.put("trainLossLast", trainLossLast);
        map.put("heldOutLossBefore", heldOutLossBefore);
        map.put("heldOutLossAfter", heldOutLossAfter);
        return map;
    }
}

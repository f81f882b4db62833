package caravan.trainer.engrave;

import java.util.Map;

/**
 * How many steps of what size a dataset gets.
 *
 * <p>The paper trained 257,788 examples once, in batches of 768: 335 steps, of which the first 100 warmed up. A smaller
 * dataset keeps the number of steps and gives up the size of the batch:
 *
 * <pre>
 *  batch   = examples / 335, held between batchExamplesMin and 768
 *  epochs  = as many as stepsMin needs, at least 1
 *  warm-up = warmUpShare of the steps, at most warmUpStepsMax: 100 / 335 and 100
 * </pre>
 *
 * so that 257,788 examples give the paper's own plan, 2,680 one epoch of 335 steps of 8, and 45 ten epochs of 6 steps.
 *
 * @param batchExamples examples a step
 * @param stepsPerEpoch steps that see each example once; the last may be smaller
 * @param epochs how often each example is seen
 * @param warmUpSteps steps over which the learning rate rises
 * @param schedule how it falls after them
 */
public record EngravingPlan(int batchExamples, int stepsPerEpoch, int epochs, int warmUpSteps, Schedule schedule) {
    private static final int PAPER_BATCH_EXAMPLES = 768;
    private static final int PAPER_STEPS = 335;
    /** A share such as 100 / 335 is not a double, and must not cost a step. */
    private static final double ROUNDING = 1e-9;

    /** The plan for this many training examples, at least 1. */
    public static EngravingPlan of(int examples, EngravingSettings settings) {
        if (examples < 1) {
            throw new IllegalArgumentException("examples must be at least 1, was " + examples);
        }
        int batch = Math.min(
                examples,
                Math.max(settings.batchExamplesMin(), Math.min(PAPER_BATCH_EXAMPLES, ceilDiv(examples, PAPER_STEPS))));
        int stepsPerEpoch = ceilDiv(examples, batch);
        int epochs = ceilDiv(settings.stepsMin(), stepsPerEpoch);
        int warmUp = (int) (stepsPerEpoch * epochs * settings.warmUpShare() + ROUNDING);
        return new EngravingPlan(
                batch, stepsPerEpoch, epochs, Math.min(settings.warmUpStepsMax(), warmUp), settings.schedule());
    }

    /** All optimizer steps. */
    public int steps() {
        return stepsPerEpoch * epochs;
    }

    /**
     * Share of the full learning rate at a step, in (0, 1]: rises linearly over the warm-up, then falls by the schedule
     * towards 0, which it would reach one step after the last.
     *
     * @param step in [0, steps())
     */
    public double rate(int step) {
        return step < warmUpSteps
                ? (step + 1.0) / (warmUpSteps + 1.0)
                : schedule.rate((double) (step - warmUpSteps) / (steps() - warmUpSteps));
    }

    /** Every figure by its name, for the model's record. */
    Map<String, String> toMap() {
        return Map.of(
                "plan.batchExamples", Integer.toString(batchExamples),
                "plan.epochs", Integer.toString(epochs),
                "plan.steps", Integer.toString(steps()),
                "plan.warmUpSteps", Integer.toString(warmUpSteps));
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}

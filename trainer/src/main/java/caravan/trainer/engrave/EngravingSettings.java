package caravan.trainer.engrave;

import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainingSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a dataset is engraved. The defaults are the paper's (Dromedary v1, {@code step3_principle_engraving}); what
 * depends on the dataset's size follows from them in {@link EngravingPlan}.
 *
 * @param method what learns: {@code lora} or {@code full}
 * @param lora the adapter's shape; of no effect in full fine-tuning
 * @param optimizer AdamW's constants, the arithmetic and the cores
 * @param learningRate at the end of the warm-up, above 0; empty for the method's own, {@link #peakLearningRate()}
 * @param schedule how the learning rate falls after it
 * @param warmUpShare share of the steps over which the learning rate rises, in [0, 1]
 * @param warmUpStepsMax the most steps over which it does
 * @param batchExamplesMin the fewest examples a step is made of, at least 1; the paper's 768 are the most
 * @param stepsMin the fewest optimizer steps; a small dataset is repeated until it gives them
 * @param tokensMax where an example is cut, at least 2
 * @param passTokensMax tokens of a forward and backward pass, at least 2: bounds the memory, and how long a stop waits;
 *     a step accumulates the gradients of as many passes as it needs
 * @param heldOutShare share of the examples that is never trained on, in (0, 0.5]
 * @param checkpointEvery how much work a crash may cost; of no effect on what comes of it
 * @param seed seed of the first weights, the order and the dropout
 */
public record EngravingSettings(
        Method method,
        LoraConfig lora,
        TrainingSettings optimizer,
        Optional<Double> learningRate,
        Schedule schedule,
        double warmUpShare,
        int warmUpStepsMax,
        int batchExamplesMin,
        int stepsMin,
        int tokensMax,
        int passTokensMax,
        double heldOutShare,
        Duration checkpointEvery,
        long seed) {
    public EngravingSettings {
        learningRate.ifPresent(rate -> require(rate > 0, "learningRate must be above 0", rate));
        require(warmUpShare >= 0 && warmUpShare <= 1, "warmUpShare must be in [0, 1]", warmUpShare);
        require(warmUpStepsMax >= 0, "warmUpStepsMax must be at least 0", warmUpStepsMax);
        require(batchExamplesMin >= 1, "batchExamplesMin must be at least 1", batchExamplesMin);
        require(stepsMin >= 1, "stepsMin must be at least 1", stepsMin);
        require(tokensMax >= 2, "tokensMax must be at least 2", tokensMax);
        require(passTokensMax >= 2, "passTokensMax must be at least 2", passTokensMax);
        require(!checkpointEvery.isNegative(), "checkpointEvery must be at least 0s", checkpointEvery);
        require(heldOutShare > 0 && heldOutShare <= 0.5, "heldOutShare must be in (0, 0.5]", heldOutShare);
    }

    /**
     * The paper's settings: rank 16, alpha 16, dropout 0.05 on the four projections of attention, AdamW with 0.9 and
     * 0.999, learning rate 4e-4 that rises over 100 of 335 steps and falls in a straight line, 512 tokens. Weight decay
     * 0 and gradient norm 1 are not named there: they are its training library's defaults. Smallest batch, fewest steps
     * and the held-out share are ours, for datasets smaller than the paper ever had.
     */
    public static EngravingSettings defaults() {
        TrainingSettings door = TrainingSettings.DEFAULTS;
        return new EngravingSettings(
                Method.LORA,
                new LoraConfig(16, 16, 0.05, List.of("q_proj", "k_proj", "v_proj", "o_proj")),
                new TrainingSettings(door.device(), door.dtype(), door.threads(), 0, 0.9, 0.999, 1),
                Optional.empty(),
                Schedule.LINEAR,
                100.0 / 335,
                100,
                8,
                60,
                512,
                2_048,
                0.1,
                Duration.ofSeconds(30),
                42);
    }

    /**
     * The learning rate at the end of the warm-up. Where none is set it is 4e-4 for an adapter, as in the paper, and
     * 2e-5 for all weights, of which the paper says nothing: that is Alpaca's (Taori et al. 2023), for models of some
     * billion parameters. Small models bear more.
     */
    public double peakLearningRate() {
        return learningRate.orElse(method.learningRate);
    }

    /** The same with another method. */
    public EngravingSettings withMethod(Method other) {
        return new EngravingSettings(
                other,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with another shape of the adapter. */
    public EngravingSettings withLora(LoraConfig other) {
        return new EngravingSettings(
                method,
                other,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with other constants of the optimizer. */
    public EngravingSettings withOptimizer(TrainingSettings other) {
        return new EngravingSettings(
                method,
                lora,
                other,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with another learning rate. */
    public EngravingSettings withLearningRate(double other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                Optional.of(other),
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with another schedule. */
    public EngravingSettings withSchedule(Schedule other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                other,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with another number of fewest steps. */
    public EngravingSettings withStepsMin(int other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                other,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with examples cut elsewhere. */
    public EngravingSettings withTokensMax(int other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                other,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with passes of another size. */
    public EngravingSettings withPassTokensMax(int other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                other,
                heldOutShare,
                checkpointEvery,
                seed);
    }

    /** The same with another share held out. */
    public EngravingSettings withHeldOutShare(double other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                other,
                checkpointEvery,
                seed);
    }

    /** The same with another seed. */
    public EngravingSettings withSeed(long other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                checkpointEvery,
                other);
    }

    /** The same with checkpoints at other times. */
    public EngravingSettings withCheckpointEvery(Duration other) {
        return new EngravingSettings(
                method,
                lora,
                optimizer,
                learningRate,
                schedule,
                warmUpShare,
                warmUpStepsMax,
                batchExamplesMin,
                stepsMin,
                tokensMax,
                passTokensMax,
                heldOutShare,
                other,
                seed);
    }

    /** Every setting that has an effect on what comes of it, by its name, for the model's record. */
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        map.put("method", method.toString().toLowerCase(Locale.ROOT));
        if (method == Method.LORA) {
            map.put("lora.rank", Integer.toString(lora.rank()));
            map.put("lora.alpha", Double.toString(lora.alpha()));
            map.put("lora.dropout", Double.toString(lora.dropout()));
            map.put("lora.targets", String.join(",", lora.targets()));
        }
        map.put("optimizer.dtype", optimizer.dtype().toString());
        map.put("optimizer.threads", Integer.toString(optimizer.threads()));
        map.put("optimizer.weightDecay", Double.toString(optimizer.weightDecay()));
        map.put("optimizer.beta1", Double.toString(optimizer.beta1()));
        map.put("optimizer.beta2", Double.toString(optimizer.beta2()));
        map.put("optimizer.clipNorm", Double.toString(optimizer.clipNorm()));
        map.put("learningRate", Double.toString(peakLearningRate()));
        map.put("schedule", schedule.toString().toLowerCase(Locale.ROOT));
        map.put("warmUpShare", Double.toString(warmUpShare));
        map.put("warmUpStepsMax", Integer.toString(warmUpStepsMax));
        map.put("passTokensMax", Integer.toString(passTokensMax));
        map.put("batchExamplesMin", Integer.toString(batchExamplesMin));
        map.put("stepsMin", Integer.toString(stepsMin));
        map.put("tokensMax", Integer.toString(tokensMax));
        map.put("heldOutShare", Double.toString(heldOutShare));
        map.put("seed", Long.toString(seed));
        return map;
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", was " + value);
        }
    }
}

package caravan.trainer.engrave;

import caravan.inference.djl.LoraConfig;
import caravan.inference.djl.TrainingSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a dataset is engraved. The defaults are the paper's (Dromedary v1, {@code step3_principle_engraving}); what
 * depends on the dataset's size follows from them in {@link EngravingPlan}.
 *
 * @param lora the adapter's shape
 * @param optimizer AdamW's constants, the arithmetic and the cores
 * @param learningRate at the end of the warm-up, above 0
 * @param batchExamplesMin the fewest examples a step is made of, at least 1; the paper's 768 are the most
 * @param stepsMin the fewest optimizer steps; a small dataset is repeated until it gives them
 * @param tokensMax where an example is cut, at least 2
 * @param heldOutShare share of the examples that is never trained on, in (0, 0.5]
 * @param seed seed of the first weights, the order and the dropout
 */
public record EngravingSettings(
        LoraConfig lora,
        TrainingSettings optimizer,
        double learningRate,
        int batchExamplesMin,
        int stepsMin,
        int tokensMax,
        double heldOutShare,
        long seed) {
    public EngravingSettings {
        require(learningRate > 0, "learningRate must be above 0", learningRate);
        require(batchExamplesMin >= 1, "batchExamplesMin must be at least 1", batchExamplesMin);
        require(stepsMin >= 1, "stepsMin must be at least 1", stepsMin);
        require(tokensMax >= 2, "tokensMax must be at least 2", tokensMax);
        require(heldOutShare > 0 && heldOutShare <= 0.5, "heldOutShare must be in (0, 0.5]", heldOutShare);
    }

    /**
     * The paper's settings: rank 16, alpha 16, dropout 0.05 on the four projections of attention, AdamW with 0.9 and
     * 0.999, learning rate 4e-4, 512 tokens. Weight decay 0 and gradient norm 1 are not named there: they are its
     * training library's defaults. Smallest batch, fewest steps and the held-out share are ours, for datasets smaller
     * than the paper ever had.
     */
    public static EngravingSettings defaults() {
        TrainingSettings door = TrainingSettings.DEFAULTS;
        return new EngravingSettings(
                new LoraConfig(16, 16, 0.05, List.of("q_proj", "k_proj", "v_proj", "o_proj")),
                new TrainingSettings(door.dtype(), door.threads(), 0, 0.9, 0.999, 1),
                4e-4,
                8,
                60,
                512,
                0.1,
                42);
    }

    /** Every setting by its name, for the model's record. */
    public Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        map.put("lora.rank", Integer.toString(lora.rank()));
        map.put("lora.alpha", Double.toString(lora.alpha()));
        map.put("lora.dropout", Double.toString(lora.dropout()));
        map.put("lora.targets", String.join(",", lora.targets()));
        map.put("optimizer.dtype", optimizer.dtype().toString());
        map.put("optimizer.threads", Integer.toString(optimizer.threads()));
        map.put("optimizer.weightDecay", Double.toString(optimizer.weightDecay()));
        map.put("optimizer.beta1", Double.toString(optimizer.beta1()));
        map.put("optimizer.beta2", Double.toString(optimizer.beta2()));
        map.put("optimizer.clipNorm", Double.toString(optimizer.clipNorm()));
        map.put("learningRate", Double.toString(learningRate));
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

package caravan.inference.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two low-rank weights beside one projection of one layer, named as PEFT names them.
 *
 * @param a (rank, in)
 * @param b (out, rank)
 */
record LoraPair(Weight a, Weight b) {
    private static final String MODULE = "base_model.model.";
    private static final String A = ".lora_A.weight";

    /** One entry for each layer and each of {@link LoraConfig#TARGETS}; empty where that one is not adapted. */
    static List<Optional<LoraPair>> all(DecoderConfig config, LoraConfig lora) {
        List<Weight> weights = WeightLayout.of(config);
        var pairs = new ArrayList<Optional<LoraPair>>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String target : LoraConfig.TARGETS) {
                pairs.add(
                        lora.targets().contains(target)
                                ? Optional.of(beside(find(weights, layer, target), lora.rank()))
                                : Optional.empty());
            }
        }
        return pairs;
    }

    /** Name of the matrix that it stands beside. */
    String matrix() {
        return a.name().substring(MODULE.length(), a.name().length() - A.length()) + ".weight";
    }

    private static Weight find(List<Weight> weights, int layer, String target) {
        String at = "model.layers." + layer + ".";
        return weights.stream()
                .filter(weight -> weight.name().startsWith(at) && weight.name().endsWith("." + target + ".weight"))
                .findFirst()
                .orElseThrow();
    }

    private static LoraPair beside(Weight matrix, int rank) {
        String module = MODULE + matrix.name().substring(0, matrix.name().length() - ".weight".length());
        return new LoraPair(
                Weight.of(module + A, rank, matrix.shape().get(1)),
                Weight.of(module + ".lora_B.weight", matrix.shape().get(0), rank));
    }
}

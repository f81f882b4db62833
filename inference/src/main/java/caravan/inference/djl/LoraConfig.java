package caravan.inference.djl;

import java.util.List;

/**
 * The shape of a LoRA adapter (Hu et al. 2021): beside each target matrix W a product B A of low rank, scaled by
 * {@code alpha / rank}.
 *
 * @param rank of the product
 * @param alpha scale of the product, times rank
 * @param dropout of the product's input while training, in [0, 1)
 * @param targets names of the adapted projections: q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj
 */
public record LoraConfig(int rank, double alpha, double dropout, List<String> targets) {
    /** The projections that may be adapted, in the order in which {@code decoder.py} takes them. */
    public static final List<String> TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    public LoraConfig {
        if (rank < 1) {
            throw new IllegalArgumentException("LoRA rank must be at least 1, was " + rank);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("LoRA dropout must be in [0, 1), was " + dropout);
        }
        targets = List.copyOf(targets);
        if (targets.isEmpty() || !TARGETS.containsAll(targets)) {
            throw new IllegalArgumentException("LoRA targets must be some of " + TARGETS + ", were " + targets);
        }
    }

    /** Factor of the product. */
    double scale() {
        return alpha / rank;
    }
}

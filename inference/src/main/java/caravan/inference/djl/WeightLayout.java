package caravan.inference.djl;

import java.util.ArrayList;
import java.util.List;

/** The weights of a decoder as files name them, in the order in which {@code decoder.py} takes its masters. */
final class WeightLayout {
    private WeightLayout() {}

    static List<Weight> of(DecoderConfig config) {
        int width = config.width();
        int queries = config.heads() * config.headWidth();
        int keys = config.keyValueHeads() * config.headWidth();
        int inner = config.feedForward();
        var weights = new ArrayList<Weight>();
        weights.add(Weight.of("model.embed_tokens.weight", config.vocabulary(), width));
        for (int layer = 0; layer < config.layers(); layer++) {
            String at = "model.layers." + layer + ".";
            weights.add(Weight.of(at + "input_layernorm.weight", width));
            weights.add(Weight.of(at + "self_attn.q_proj.weight", queries, width));
            weights.add(Weight.of(at + "self_attn.k_proj.weight", keys, width));
            weights.add(Weight.of(at + "self_attn.v_proj.weight", keys, width));
            if (config.family().biased) {
                weights.add(Weight.of(at + "self_attn.q_proj.bias", queries));
                weights.add(Weight.of(at + "self_attn.k_proj.bias", keys));
                weights.add(Weight.of(at + "self_attn.v_proj.bias", keys));
            }
            if (config.family().normed) {
                weights.add(Weight.of(at + "self_attn.q_norm.weight", config.headWidth()));
                weights.add(Weight.of(at + "self_attn.k_norm.weight", config.headWidth()));
            }
            weights.add(Weight.of(at + "self_attn.o_proj.weight", width, queries));
            weights.add(Weight.of(at + "post_attention_layernorm.weight", width));
            weights.add(Weight.of(at + "mlp.gate_proj.weight", inner, width));
            weights.add(Weight.of(at + "mlp.up_proj.weight", inner, width));
            weights.add(Weight.of(at + "mlp.down_proj.weight", width, inner));
        }
        weights.add(Weight.of("model.norm.weight", width));
        if (!config.tied()) {
            weights.add(Weight.of("lm_head.weight", config.vocabulary(), width));
        }
        return List.copyOf(weights);
    }
}

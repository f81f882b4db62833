package caravan.bench.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The weights of a shape, drawn from their names: the same in every file, process and order. They are rounded to
 * bfloat16, so that files of either precision hold the same numbers and engines differ by their arithmetic alone.
 */
final class RandomWeights {
    private static final double LOGIT_SPREAD = 0.05;

    private RandomWeights() {}

    /** How a weight's rows lie in a GGUF file. */
    enum Rows {
        /** As in Hugging Face's files. */
        AS_THEY_ARE,
        /** Queries and keys: the two numbers that a rotation mixes lie side by side, not half a head apart. */
        PAIRED
    }

    /**
     * One weight.
     *
     * @param name in safetensors
     * @param ggufName in GGUF
     * @param rows how it lies in GGUF
     * @param heads that its rows divide into
     * @param shape (rows, columns), or (length)
     */
    record Tensor(String name, String ggufName, Rows rows, int heads, List<Integer> shape) {
        boolean isMatrix() {
            return shape.size() == 2;
        }

        int elements() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }

        /** Its numbers, row after row, as in safetensors. */
        float[] numbers() {
            var random = new SplittableRandom(name.hashCode());
            boolean embedding = name.equals("model.embed_tokens.weight");
            double spread = embedding ? LOGIT_SPREAD : 1 / Math.sqrt(shape.get(shape.size() - 1));
            var numbers = new float[elements()];
            for (int i = 0; i < numbers.length; i++) {
                double drawn = isMatrix() ? random.nextGaussian() * spread : 0.8 + 0.4 * random.nextDouble();
                numbers[i] = Float.intBitsToFloat(Bfloat16.bits((float) drawn) << 16);
            }
            return numbers;
        }

        /** Its numbers in GGUF's order. */
        float[] ggufNumbers() {
            float[] numbers = numbers();
            if (rows == Rows.AS_THEY_ARE) {
                return numbers;
            }
            int columns = shape.get(1);
            int headRows = shape.get(0) / heads;
            var paired = new float[numbers.length];
            for (int row = 0; row < shape.get(0); row++) {
                int head = row / headRows;
                int within = row % headRows;
                int source = head * headRows + within % 2 * (headRows / 2) + within / 2;
                System.arraycopy(numbers, source * columns, paired, row * columns, columns);
            }
            return paired;
        }
    }

    static List<Tensor> of(ModelShape shape) {
        int width = shape.width();
        int keys = shape.keyValueHeads() * shape.headWidth();
        var tensors = new ArrayList<Tensor>();
        tensors.add(plain("model.embed_tokens", "token_embd", shape.vocabulary(), width));
        for (int layer = 0; layer < shape.layers(); layer++) {
            String from = "model.layers." + layer + ".";
            String to = "blk." + layer + ".";
            tensors.add(plain(from + "input_layernorm", to + "attn_norm", width));
            tensors.add(paired(from + "self_attn.q_proj", to + "attn_q", shape.heads(), width, width));
            tensors.add(paired(from + "self_attn.k_proj", to + "attn_k", shape.keyValueHeads(), keys, width));
            tensors.add(plain(from + "self_attn.v_proj", to + "attn_v", keys, width));
            tensors.add(plain(from + "self_attn.o_proj", to + "attn_output", width, width));
            tensors.add(plain(from + "post_attention_layernorm", to + "ffn_norm", width));
            tensors.add(plain(from + "mlp.gate_proj", to + "ffn_gate", shape.feedForward(), width));
            tensors.add(plain(from + "mlp.up_proj", to + "ffn_up", shape.feedForward(), width));
            tensors.add(plain(from + "mlp.down_proj", to + "ffn_down", width, shape.feedForward()));
        }
        tensors.add(plain("model.norm", "output_norm", width));
        return tensors;
    }

    /** An adapter of queries and values; its B is not zero, so that it changes what the model says. */
    static List<Tensor> adapter(ModelShape shape, int rank) {
        int width = shape.width();
        int keys = shape.keyValueHeads() * shape.headWidth();
        var tensors = new ArrayList<Tensor>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            String from = "base_model.model.model.layers." + layer + ".self_attn.";
            String to = "blk." + layer + ".";
            tensors.add(low(from + "q_proj.lora_A", to + "attn_q.weight.lora_a", Rows.AS_THEY_ARE, 1, rank, width));
            tensors.add(
                    low(from + "q_proj.lora_B", to + "attn_q.weight.lora_b", Rows.PAIRED, shape.heads(), width, rank));
            tensors.add(low(from + "v_proj.lora_A", to + "attn_v.weight.lora_a", Rows.AS_THEY_ARE, 1, rank, width));
            tensors.add(low(from + "v_proj.lora_B", to + "attn_v.weight.lora_b", Rows.AS_THEY_ARE, 1, keys, rank));
        }
        return tensors;
    }

    private static Tensor low(String name, String ggufName, Rows rows, int heads, Integer... shape) {
        return new Tensor(name + ".weight", ggufName, rows, heads, List.of(shape));
    }

    private static Tensor plain(String name, String ggufName, Integer... shape) {
        return new Tensor(name + ".weight", ggufName + ".weight", Rows.AS_THEY_ARE, 1, List.of(shape));
    }

    private static Tensor paired(String name, String ggufName, int heads, Integer... shape) {
        return new Tensor(name + ".weight", ggufName + ".weight", Rows.PAIRED, heads, List.of(shape));
    }
}

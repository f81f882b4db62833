package caravan.inference.djl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The decoder in plain Java and double precision: one token after the other, one loop for each sum of the papers. It
 * shares with the engine only what reads files; the rotary wavelengths are its own.
 */
final class ReferenceDecoder {
    private final DecoderConfig config;
    private final Map<String, float[]> weights = new HashMap<>();

    ReferenceDecoder(Path folder, Optional<Path> adapter) throws IOException {
        this.config = ConfigFile.read(folder);
        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            for (Weight weight : WeightLayout.of(config)) {
                weights.put(weight.name(), tensors.require(weight, folder).floats());
            }
        }
        if (adapter.isPresent()) {
            merge(adapter.get());
        }
    }

    /** Logarithms of the probabilities of what comes after each token, (T, V). */
    double[][] logProbabilities(int[] tokens) {
        int length = tokens.length;
        var x = new double[length][];
        for (int t = 0; t < length; t++) {
            x[t] = row("model.embed_tokens.weight", tokens[t]);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            attend(x, layer);
            feedForward(x, "model.layers." + layer + ".");
        }
        var out = new double[length][];
        for (int t = 0; t < length; t++) {
            String head = config.tied() ? "model.embed_tokens.weight" : "lm_head.weight";
            out[t] = logSoftmax(multiply(head, norm(x[t], "model.norm.weight")));
        }
        return out;
    }

    private void attend(double[][] x, int layer) {
        String at = "model.layers." + layer + ".";
        int length = x.length;
        int h = config.headWidth();
        var q = new double[length][];
        var k = new double[length][];
        var v = new double[length][];
        for (int t = 0; t < length; t++) {
            double[] y = norm(x[t], at + "input_layernorm.weight");
            q[t] = positioned(layer, normed(project(at + "self_attn.q_proj", y), at + "self_attn.q_norm"), t);
            k[t] = positioned(layer, normed(project(at + "self_attn.k_proj", y), at + "self_attn.k_norm"), t);
            v[t] = project(at + "self_attn.v_proj", y);
        }
        int group = config.heads() / config.keyValueHeads();
        for (int t = 0; t < length; t++) {
            var z = new double[config.heads() * h];
            for (int head = 0; head < config.heads(); head++) {
                int shared = head / group;
                var scores = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < h; i++) {
                        scores[s] += q[t][head * h + i] * k[s][shared * h + i] / Math.sqrt(h);
                    }
                }
                double[] logs = logSoftmax(scores);
                for (int s = 0; s <= t; s++) {
                    for (int i = 0; i < h; i++) {
                        z[head * h + i] += Math.exp(logs[s]) * v[s][shared * h + i];
                    }
                }
            }
            add(x[t], multiply(at + "self_attn.o_proj.weight", z));
        }
    }

    private void feedForward(double[][] x, String at) {
        for (double[] row : x) {
            double[] y = norm(row, at + "post_attention_layernorm.weight");
            double[] gate = multiply(at + "mlp.gate_proj.weight", y);
            double[] up = multiply(at + "mlp.up_proj.weight", y);
            for (int i = 0; i < gate.length; i++) {
                up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
            }
            add(row, multiply(at + "mlp.down_proj.weight", up));
        }
    }

    private double[] project(String module, double[] x) {
        double[] y = multiply(module + ".weight", x);
        float[] bias = weights.get(module + ".bias");
        for (int i = 0; bias != null && i < y.length; i++) {
            y[i] += bias[i];
        }
        return y;
    }

    private double[] normed(double[] x, String module) {
        int h = config.headWidth();
        for (int head = 0; weights.containsKey(module + ".weight") && head < x.length / h; head++) {
            double[] one = norm(Arrays.copyOfRange(x, head * h, (head + 1) * h), module + ".weight");
            System.arraycopy(one, 0, x, head * h, h);
        }
        return x;
    }

    private double[] positioned(int layer, double[] x, int position) {
        return config.rotary().layersWithout().contains(layer) ? x : rotate(x, position);
    }

    private double[] rotate(double[] x, int position) {
        int h = config.headWidth();
        double scale = config.rotary().scaling() instanceof Rotary.Yarn yarn ? yarn.attentionScale() : 1;
        var out = new double[x.length];
        for (int head = 0; head < x.length / h; head++) {
            for (int i = 0; i < h / 2; i++) {
                double angle = position * frequency(i);
                double left = x[head * h + i];
                double right = x[head * h + i + h / 2];
                out[head * h + i] = left * Math.cos(angle) * scale - right * Math.sin(angle) * scale;
                out[head * h + i + h / 2] = right * Math.cos(angle) * scale + left * Math.sin(angle) * scale;
            }
        }
        return out;
    }

    /** As transformers' modeling_rope_utils computes it, in wavelengths. */
    private double frequency(int i) {
        int h = config.headWidth();
        double theta = config.rotary().theta();
        double plain = 1 / Math.pow(theta, 2.0 * i / h);
        double wavelength = 2 * Math.PI / plain;
        if (config.rotary().scaling() instanceof Rotary.Linear linear) {
            return plain / linear.factor();
        }
        if (config.rotary().scaling() instanceof Rotary.Llama3 llama) {
            double old = llama.contextTokens();
            if (wavelength > old / llama.lowFactor()) {
                return plain / llama.factor();
            }
            if (wavelength < old / llama.highFactor()) {
                return plain;
            }
            double smooth = (old / wavelength - llama.lowFactor()) / (llama.highFactor() - llama.lowFactor());
            return (1 - smooth) * plain / llama.factor() + smooth * plain;
        }
        if (config.rotary().scaling() instanceof Rotary.Yarn yarn) {
            double low = Math.floor(
                    h * Math.log(yarn.contextTokens() / (yarn.betaFast() * 2 * Math.PI)) / (2 * Math.log(theta)));
            double high = Math.ceil(
                    h * Math.log(yarn.contextTokens() / (yarn.betaSlow() * 2 * Math.PI)) / (2 * Math.log(theta)));
            low = Math.max(low, 0);
            high = Math.min(high, h - 1);
            double ramp = Math.min(1, Math.max(0, (i - low) / (high == low ? 0.001 : high - low)));
            return plain / yarn.factor() * ramp + plain * (1 - ramp);
        }
        return plain;
    }

    private double[] norm(double[] x, String weight) {
        double square = 0;
        for (double value : x) {
            square += value * value / x.length;
        }
        float[] scale = weight(weight);
        var out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] / Math.sqrt(square + config.epsilon()) * scale[i];
        }
        return out;
    }

    private double[] multiply(String weight, double[] x) {
        float[] matrix = weight(weight);
        var out = new double[matrix.length / x.length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < x.length; j++) {
                out[i] += matrix[i * x.length + j] * x[j];
            }
        }
        return out;
    }

    private double[] row(String weight, int index) {
        float[] matrix = weight(weight);
        var out = new double[config.width()];
        for (int i = 0; i < out.length; i++) {
            out[i] = matrix[index * out.length + i];
        }
        return out;
    }

    private float[] weight(String name) {
        return Optional.ofNullable(weights.get(name)).orElseThrow();
    }

    /** W + scale B A, as PEFT merges it. */
    private void merge(Path adapter) throws IOException {
        LoraConfig lora = AdapterConfigFile.read(adapter);
        try (Safetensors tensors = Safetensors.ofFile(adapter.resolve("adapter_model.safetensors"))) {
            for (Optional<LoraPair> pair : LoraPair.all(config, lora)) {
                if (pair.isPresent()) {
                    Weight a = pair.get().a();
                    String module = a.name().replace("base_model.model.", "").replace(".lora_A.weight", ".weight");
                    add(
                            weight(module),
                            tensors.require(a, adapter).floats(),
                            tensors.require(pair.get().b(), adapter).floats(),
                            lora);
                }
            }
        }
    }

    private static void add(float[] matrix, float[] a, float[] b, LoraConfig lora) {
        int in = a.length / lora.rank();
        for (int i = 0; i < matrix.length; i++) {
            for (int r = 0; r < lora.rank(); r++) {
                matrix[i] += (float) (lora.scale() * b[i / in * lora.rank() + r] * a[r * in + i % in]);
            }
        }
    }

    private static void add(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += y[i];
        }
    }

    private static double[] logSoftmax(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : x) {
            sum += Math.exp(value - max);
        }
        var out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] - max - Math.log(sum);
        }
        return out;
    }
}

package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a model's weights in the order, and joined as, {@code decoder.py} multiplies with them: projections of one
 * input are one matrix, quantised or packed as the script wants them. All tensors are checked before any is read.
 */
final class ModelWeights {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWeights.class);
    private static final long SAY_EVERY_BYTES = 2L << 30;

    private final DecoderScript script;
    private final DecoderConfig config;
    private final Form form;
    private final Safetensors tensors;
    private final Path folder;
    private final List<NDArray> weights = new ArrayList<>();
    private final List<NDArray> scales = new ArrayList<>();
    private final long bytesTotal;
    private long bytesRead;
    private long bytesSaid;

    /** How matrices lie in memory. */
    enum Form {
        /** In the script's dtype. */
        PLAIN,
        /** The same in oneDNN's own layout. */
        PACKED,
        /** int8 with a scale for each output. */
        INT8
    }

    private ModelWeights(
            DecoderScript script, DecoderConfig config, Form form, Safetensors tensors, Path folder, long bytesTotal) {
        this.script = script;
        this.config = config;
        this.form = form;
        this.tensors = tensors;
        this.folder = folder;
        this.bytesTotal = bytesTotal;
    }

    static Weights read(DecoderScript script, DecoderConfig config, Form form, Path folder) throws IOException {
        try (Safetensors tensors = Safetensors.ofFolder(folder)) {
            long bytes = check(tensors, config, folder);
            return new ModelWeights(script, config, form, tensors, folder, bytes).read();
        }
    }

    /** Refuses what is missing, misshapen, or there and of no meaning to the family; returns the bytes to be read. */
    static long check(Safetensors tensors, DecoderConfig config, Path folder) throws IOException {
        long bytes = 0;
        Set<String> unknown = new HashSet<>(tensors.names());
        for (Weight weight : WeightLayout.of(config)) {
            Safetensors.Tensor tensor = tensors.require(weight, folder);
            tensor.dtypeCode();
            bytes += tensor.bytes();
            unknown.remove(weight.name());
        }
        unknown.removeIf(
                name -> name.endsWith("rotary_emb.inv_freq") || (config.tied() && name.equals("lm_head.weight")));
        if (!unknown.isEmpty()) {
            throw new IOException(folder + ": " + config.family().architecture + " has no tensor "
                    + unknown.stream().sorted().findFirst().orElseThrow() + ", but its safetensors do ("
                    + unknown.size() + " such)");
        }
        return bytes;
    }

    private Weights read() throws IOException {
        plain("model.embed_tokens.weight");
        for (int layer = 0; layer < config.layers(); layer++) {
            String at = "model.layers." + layer + ".";
            String attention = at + "self_attn.";
            plain(at + "input_layernorm.weight");
            matrix(attention + "q_proj.weight", attention + "k_proj.weight", attention + "v_proj.weight");
            if (config.family().biased) {
                weights.add(differentiable(together(
                        List.of(attention + "q_proj.bias", attention + "k_proj.bias", attention + "v_proj.bias"))));
            } else {
                weights.add(Weights.empty(script));
            }
            if (config.family().normed) {
                plain(attention + "q_norm.weight");
                plain(attention + "k_norm.weight");
            } else {
                weights.add(Weights.empty(script));
                weights.add(Weights.empty(script));
            }
            matrix(attention + "o_proj.weight");
            plain(at + "post_attention_layernorm.weight");
            matrix(at + "mlp.gate_proj.weight", at + "mlp.up_proj.weight");
            matrix(at + "mlp.down_proj.weight");
            weights.addAll(scales);
            scales.clear();
        }
        plain("model.norm.weight");
        matrix(config.tied() ? "model.embed_tokens.weight" : "lm_head.weight");
        weights.addAll(scales);
        return new Weights(weights);
    }

    private void plain(String name) throws IOException {
        weights.add(differentiable(adopt(name)));
    }

    private void matrix(String... names) throws IOException {
        boolean isEmbedding = names[0].equals("model.embed_tokens.weight");
        if (isEmbedding && form == Form.PLAIN) {
            weights.add(weights.get(0));
            scales.add(Weights.empty(script));
            return;
        }
        NDArray joined = together(List.of(names));
        switch (form) {
            case PLAIN -> {
                weights.add(differentiable(joined));
                scales.add(Weights.empty(script));
            }
            case PACKED -> {
                try (joined;
                        var arguments = new Arguments().add(joined);
                        IValue packed = script.run("pack", arguments.values())) {
                    weights.add(packed.toTensor(script.manager()));
                }
                scales.add(Weights.empty(script));
            }
            case INT8 -> {
                try (joined;
                        var arguments = new Arguments().add(joined);
                        IValue pair = script.run("quantize", arguments.values())) {
                    NDArray[] both = pair.toTensorArray(script.manager());
                    weights.add(both[0]);
                    scales.add(both[1]);
                }
            }
        }
    }

    /**
     * What script methods return was made in libtorch's inference mode, and gradients cannot pass it; a copy made
     * outside can take part in training, and serves as well.
     */
    private NDArray differentiable(NDArray made) {
        if (form != Form.PLAIN) {
            return made;
        }
        try (made) {
            return made.duplicate();
        }
    }

    private NDArray together(List<String> names) throws IOException {
        if (names.size() == 1) {
            return adopt(names.get(0));
        }
        var parts = new ArrayList<NDArray>();
        try {
            for (String name : names) {
                parts.add(adopt(name));
            }
            try (var arguments = new Arguments().add(parts);
                    IValue joined = script.run("together", arguments.values())) {
                return joined.toTensor(script.manager());
            }
        } finally {
            parts.forEach(NDArray::close);
        }
    }

    private NDArray adopt(String name) throws IOException {
        Safetensors.Tensor tensor = tensors.find(name).orElseThrow();
        NDArray array = Weights.adopt(script, tensor, 1);
        bytesRead += tensor.bytes();
        if (bytesRead - bytesSaid >= SAY_EVERY_BYTES) {
            bytesSaid = bytesRead;
            LOG.info("{}: read {} of {} MiB", folder, bytesRead >> 20, bytesTotal >> 20);
        }
        return array;
    }
}

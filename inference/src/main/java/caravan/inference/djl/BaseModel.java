package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.djl.DecoderScript.Use;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model folder, loaded: shape, compiled decoder, weights, tokenizer. Its native calls belong to one thread. */
final class BaseModel implements AutoCloseable {
    private static final int PREFIXES_MAX = 64;

    private final Map<SharedPrefix, PrefixTokens> prefixes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SharedPrefix, PrefixTokens> eldest) {
            return size() > PREFIXES_MAX;
        }
    };
    private final DecoderConfig config;
    private final Set<Integer> endTokens;
    private final Tokenizer tokenizer;
    private final DecoderScript script;
    private final Weights weights;
    private final ModelWeights.Form form;
    private final Device device;
    private final Dtype compute;
    private final Weights noAdapter;
    private final NDArray frequencies;
    private final KeyValues noPrefix;
    private final long cacheBytesPerToken;

    private BaseModel(
            DecoderConfig config,
            Set<Integer> endTokens,
            Tokenizer tokenizer,
            DecoderScript script,
            Weights weights,
            ModelWeights.Form form,
            Device device,
            Dtype compute) {
        this.config = config;
        this.endTokens = endTokens;
        this.tokenizer = tokenizer;
        this.script = script;
        this.weights = weights;
        this.form = form;
        this.device = device;
        this.compute = compute;
        this.noAdapter = Weights.none(script);
        this.frequencies = script.manager().create(config.rotary().frequencies(config.headWidth()));
        this.cacheBytesPerToken = config.cacheBytesPerToken(compute.bytes);
        this.noPrefix = allocate(1, 1);
    }

    /** Reads a folder; waits for it. All that is wrong with config and tensors is found before memory is spent. */
    static BaseModel open(Path folder, Device device, Dtype dtype) throws IOException {
        Dtype compute = dtype == Dtype.INT8 ? Hardware.compute(device) : dtype;
        boolean packs = Hardware.packs(compute, device);
        return open(
                folder,
                device,
                compute,
                dtype == Dtype.INT8
                        ? ModelWeights.Form.INT8
                        : packs ? ModelWeights.Form.PACKED : ModelWeights.Form.PLAIN);
    }

    /** The same, with matrices in that form. */
    static BaseModel open(Path folder, Device device, Dtype compute, ModelWeights.Form form) throws IOException {
        DecoderConfig config = ConfigFile.read(folder);
        Set<Integer> endTokens = endTokens(folder, config);
        Tokenizer tokenizer = Tokenizer.open(folder);
        Use use = device.isGpu() ? Use.ANYWHERE : form == ModelWeights.Form.PACKED ? Use.CPU_PACKED : Use.CPU;
        var script = DecoderScript.compile(device, config, compute, use, 1, 0);
        try {
            Weights weights = ModelWeights.read(script, config, form, folder);
            return new BaseModel(config, endTokens, tokenizer, script, weights, form, device, compute);
        } catch (IOException | RuntimeException e) {
            script.close();
            tokenizer.close();
            throw e;
        }
    }

    DecoderConfig config() {
        return config;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** A prefix in tokens, kept for the next call. Any thread may ask. */
    PrefixTokens prefixTokens(SharedPrefix prefix) {
        synchronized (prefixes) {
            return prefixes.computeIfAbsent(prefix, wanted -> new PrefixTokens(tokenizer, wanted.text()));
        }
    }

    boolean ends(int token) {
        return endTokens.contains(token);
    }

    /** Reads an adapter made for this base. */
    Weights adapter(Path folder) throws IOException {
        return Weights.ofAdapter(script, config, folder);
    }

    Weights weights() {
        return weights;
    }

    /** How the weights' matrices lie in memory. */
    ModelWeights.Form form() {
        return form;
    }

    Device device() {
        return device;
    }

    /** What products are computed in. */
    Dtype compute() {
        return compute;
    }

    Weights noAdapter() {
        return noAdapter;
    }

    /** What stands for a prefix where there is none. */
    KeyValues noPrefix() {
        return noPrefix;
    }

    /** Room for that many slots of that many tokens. */
    KeyValues allocate(int slots, int length) {
        return KeyValues.allocate(script, weights.first(), slots, length, cacheBytesPerToken);
    }

    /** What one token takes in a cache, of all layers. */
    long cacheBytesPerToken() {
        return cacheBytesPerToken;
    }

    /**
     * Takes a step's rows further, and says what comes next.
     *
     * @param lengths of each row; all but its first so many tokens are padding
     * @param choosing what turns logits into probabilities
     */
    Predicted predict(Step step, int[] lengths, Choosing choosing) {
        try (NDManager manager = script.manager().newSubManager();
                var arguments = arguments(step, manager)
                        .add(manager.create(Arrays.stream(lengths)
                                .mapToLong(length -> length - 1L)
                                .toArray()))
                        .add(choosing, manager);
                IValue result = script.run("predict", arguments.values())) {
            NDArray[] both = result.toTensorArray((PtNDManager) manager);
            return new Predicted(both[0].toLongArray(), both[1].toFloatArray());
        }
    }

    /** Takes a step's rows further, and tells nothing. */
    void fill(Step step) {
        try (NDManager manager = script.manager().newSubManager();
                var arguments = arguments(step, manager)) {
            script.run("fill", arguments.values()).close();
        }
    }

    /**
     * Takes a step's rows further; gives of some tokens the logits, then their log-probabilities, then the
     * log-probabilities of the likeliest tokens in their places, and then the ids of these: (2 + 2 x likeliest,
     * places), flat.
     *
     * @param places after which of the step's flat (rows, columns) tokens
     * @param targets the tokens
     * @param likeliest how many
     */
    float[] score(Step step, long[] places, long[] targets, int likeliest) {
        try (NDManager manager = script.manager().newSubManager();
                var arguments = arguments(step, manager)
                        .add(manager.create(places))
                        .add(manager.create(targets))
                        .add(likeliest);
                IValue result = script.run("score", arguments.values());
                NDArray scores = result.toTensor((PtNDManager) manager)) {
            return scores.toFloatArray();
        }
    }

    private Arguments arguments(Step step, NDManager manager) {
        return step.addTo(new Arguments().lend(weights.list()), frequencies, manager);
    }

    @Override
    public void close() {
        noPrefix.close();
        weights.close();
        noAdapter.close();
        script.close();
        tokenizer.close();
    }

    /** {@code generation_config.json} has the last word on what ends a text. */
    private static Set<Integer> endTokens(Path folder, DecoderConfig config) throws IOException {
        Path file = folder.resolve("generation_config.json");
        if (Files.isRegularFile(file)) {
            JsonNode tokens = new ObjectMapper().readTree(file.toFile()).path("eos_token_id");
            List<Integer> found = ConfigFile.tokens(tokens);
            if (!found.isEmpty()) {
                return Set.copyOf(found);
            }
        }
        return Set.copyOf(config.eosTokens());
    }
}

package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import caravan.inference.GenerationCall.SharedPrefix;
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
    private final Weights noAdapter;
    private final NDArray frequencies;
    private final KeyValues noPrefix;

    private BaseModel(
            DecoderConfig config, Set<Integer> endTokens, Tokenizer tokenizer, DecoderScript script, Weights weights) {
        this.config = config;
        this.endTokens = endTokens;
        this.tokenizer = tokenizer;
        this.script = script;
        this.weights = weights;
        this.noAdapter = Weights.none(script);
        this.frequencies = script.manager().create(config.rotaryFrequencies());
        this.noPrefix = allocate(1, 1);
    }

    static BaseModel open(Path folder, Device device, Dtype dtype) throws IOException {
        DecoderConfig config = ConfigFile.read(folder);
        Set<Integer> endTokens = endTokens(folder, config);
        Tokenizer tokenizer = Tokenizer.open(folder);
        var script = DecoderScript.compile(device, config, dtype, !device.isGpu(), 1, 0);
        try {
            return new BaseModel(config, endTokens, tokenizer, script, Weights.ofModel(script, config, folder));
        } catch (IOException e) {
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

    Weights noAdapter() {
        return noAdapter;
    }

    /** What stands for a prefix where there is none. */
    KeyValues noPrefix() {
        return noPrefix;
    }

    /** Room for that many slots of that many tokens. */
    KeyValues allocate(int slots, int length) {
        return KeyValues.allocate(script, config, weights.first(), slots, length);
    }

    /**
     * Takes the next tokens of some sequences in neighbouring slots; gives the probabilities of what comes next, flat
     * (rows, vocabulary).
     *
     * @param shared tokens of the prefix that are seen
     * @param slot the first row's slot
     * @param tokens of each row; all but its first {@code lengths[row]} are padding
     * @param starts each row's own tokens so far
     * @param choosing what turns logits into probabilities
     */
    float[] predict(
            Weights adapter,
            KeyValues prefix,
            int shared,
            KeyValues own,
            int slot,
            int[][] tokens,
            int[] lengths,
            int[] starts,
            Choosing choosing) {
        int columns = tokens[0].length;
        long seen = Arrays.stream(starts).max().orElseThrow() + (long) columns;
        try (NDManager step = script.manager().newSubManager();
                var arguments = new Arguments()
                        .lend(weights.list())
                        .lend(adapter.list())
                        .add(frequencies)
                        .lend(prefix.keys())
                        .lend(prefix.values())
                        .add(shared)
                        .lend(own.keys())
                        .lend(own.values())
                        .add(slot)
                        .add(step.create(flat(tokens), new Shape(tokens.length, columns)))
                        .add(step.create(longs(starts)))
                        .add(own.visible(seen))
                        .add(step.create(longs(
                                Arrays.stream(lengths).map(length -> length - 1).toArray())))
                        .add(choosing, step);
                IValue result = script.run("predict", arguments.values());
                NDArray probabilities = result.toTensor((PtNDManager) step)) {
            return probabilities.toFloatArray();
        }
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

    private static long[] flat(int[][] rows) {
        return Arrays.stream(rows).flatMapToInt(Arrays::stream).asLongStream().toArray();
    }

    private static long[] longs(int[] numbers) {
        return Arrays.stream(numbers).asLongStream().toArray();
    }
}

package caravan.inference.djl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Reads and writes {@code config.json} of a Hugging Face model folder, of the families that {@link Family} names. */
final class ConfigFile {
    private ConfigFile() {}

    static DecoderConfig read(Path folder) throws IOException {
        Path file = folder.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw new IOException(folder + ": is not a model folder, for it has no config.json");
        }
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        String architecture = json.path("architectures").path(0).asText("");
        Family family = Family.of(architecture)
                .orElseThrow(() -> new IOException(file + ": architecture must be one of "
                        + Arrays.stream(Family.values())
                                .map(known -> known.architecture)
                                .toList()
                        + ", was \"" + architecture + "\""));
        if (!family.biased) {
            refuse(file, json, "attention_bias", architecture + " is run without biases");
        }
        refuse(file, json, "mlp_bias", "the feed-forward has no bias");
        refuse(file, json, "quantization_config", "weights are F32, F16 or BF16");
        if (!json.path("hidden_act").asText("silu").equals("silu")) {
            throw new IOException(file + ": hidden_act must be silu, was " + json.path("hidden_act"));
        }
        if (json.path("partial_rotary_factor").asDouble(1) != 1) {
            throw new IOException(
                    file + ": partial_rotary_factor must be 1, was " + json.path("partial_rotary_factor"));
        }
        try {
            return parse(file, json, family);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    static void write(Path folder, DecoderConfig config, Dtype dtype) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.putArray("architectures").add(config.family().architecture);
        json.put("model_type", config.family().modelType);
        json.put("vocab_size", config.vocabulary());
        json.put("hidden_size", config.width());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.keyValueHeads());
        json.put("head_dim", config.headWidth());
        json.put("intermediate_size", config.feedForward());
        json.put("max_position_embeddings", config.contextTokensMax());
        RotaryJson.write(json, config.rotary());
        if (!config.rotary().layersWithout().isEmpty()) {
            ArrayNode rotated = json.putArray("no_rope_layers");
            for (int layer = 0; layer < config.layers(); layer++) {
                rotated.add(config.rotary().layersWithout().contains(layer) ? 0 : 1);
            }
        }
        json.put("rms_norm_eps", config.epsilon());
        json.put("tie_word_embeddings", config.tied());
        json.put("hidden_act", "silu");
        json.put("attention_bias", config.family().biased);
        json.put("mlp_bias", false);
        config.bosToken().ifPresent(token -> json.put("bos_token_id", token));
        if (config.eosTokens().size() == 1) {
            json.put("eos_token_id", config.eosTokens().get(0));
        } else if (!config.eosTokens().isEmpty()) {
            config.eosTokens().forEach(json.putArray("eos_token_id")::add);
        }
        json.put("torch_dtype", dtype == Dtype.BFLOAT16 ? "bfloat16" : "float32");
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("config.json").toFile(), json);
    }

    private static DecoderConfig parse(Path file, JsonNode json, Family family) throws IOException {
        int width = number(file, json, "hidden_size");
        int heads = number(file, json, "num_attention_heads");
        int layers = number(file, json, "num_hidden_layers");
        int positions = number(file, json, "max_position_embeddings");
        return new DecoderConfig(
                family,
                number(file, json, "vocab_size"),
                width,
                layers,
                heads,
                json.path("num_key_value_heads").asInt(heads),
                json.path("head_dim").asInt(width / Math.max(heads, 1)),
                number(file, json, "intermediate_size"),
                Math.min(positions, window(json, family)),
                RotaryJson.read(file, json, family, layers, positions),
                json.path("rms_norm_eps").asDouble(1e-6),
                json.path("tie_word_embeddings").asBoolean(family == Family.SMOLLM3),
                json.path("bos_token_id").isInt()
                        ? OptionalInt.of(json.path("bos_token_id").asInt())
                        : OptionalInt.empty(),
                tokens(json.path("eos_token_id")));
    }

    /** Within its sliding window a model's attention is the full one; beyond it we do not go. */
    private static int window(JsonNode json, Family family) {
        boolean slides = json.path("use_sliding_window").asBoolean(family == Family.MISTRAL);
        return slides ? json.path("sliding_window").asInt(Integer.MAX_VALUE) : Integer.MAX_VALUE;
    }

    /** One token, several, or none: all three are in use. */
    static List<Integer> tokens(JsonNode node) {
        var tokens = new ArrayList<Integer>();
        if (node.isInt()) {
            tokens.add(node.asInt());
        } else {
            node.forEach(token -> tokens.add(token.asInt()));
        }
        return tokens;
    }

    private static int number(Path file, JsonNode json, String key) throws IOException {
        if (!json.path(key).isInt()) {
            throw new IOException(file + ": " + key + " must be a whole number, was " + json.path(key));
        }
        return json.path(key).asInt();
    }

    /** Refuses a setting that would change the equations, rather than answer wrongly. */
    private static void refuse(Path file, JsonNode json, String key, String rule) throws IOException {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isNull() && !(value.isBoolean() && !value.asBoolean())) {
            throw new IOException(file + ": " + key + " must be absent (" + rule + "), was " + value);
        }
    }
}

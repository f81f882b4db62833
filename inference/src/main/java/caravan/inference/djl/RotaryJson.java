package caravan.inference.djl;

import caravan.inference.djl.Rotary.Linear;
import caravan.inference.djl.Rotary.Llama3;
import caravan.inference.djl.Rotary.Scaling;
import caravan.inference.djl.Rotary.Unscaled;
import caravan.inference.djl.Rotary.Yarn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** What {@code config.json} says of the rotary embedding, in both spellings that transformers had for it. */
final class RotaryJson {
    private static final int SMOLLM3_INTERVAL = 4;

    private RotaryJson() {}

    static Rotary read(Path file, JsonNode json, Family family, int layers, int positions) throws IOException {
        JsonNode parameters = json.path("rope_parameters");
        JsonNode scaling = parameters.isObject() ? parameters : json.path("rope_scaling");
        double theta =
                scaling.path("rope_theta").asDouble(json.path("rope_theta").asDouble(10_000));
        return new Rotary(theta, scaling(file, scaling, positions), layersWithout(json, family, layers));
    }

    static void write(ObjectNode json, Rotary rotary) {
        json.put("rope_theta", rotary.theta());
        Scaling scaling = rotary.scaling();
        if (scaling instanceof Linear linear) {
            json.putObject("rope_scaling").put("rope_type", "linear").put("factor", linear.factor());
        } else if (scaling instanceof Llama3 llama) {
            json.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", llama.factor())
                    .put("low_freq_factor", llama.lowFactor())
                    .put("high_freq_factor", llama.highFactor())
                    .put("original_max_position_embeddings", llama.contextTokens());
        } else if (scaling instanceof Yarn yarn) {
            json.putObject("rope_scaling")
                    .put("rope_type", "yarn")
                    .put("factor", yarn.factor())
                    .put("beta_fast", yarn.betaFast())
                    .put("beta_slow", yarn.betaSlow())
                    .put("attention_factor", yarn.attentionScale())
                    .put("original_max_position_embeddings", yarn.contextTokens());
        }
    }

    private static Scaling scaling(Path file, JsonNode scaling, int positions) throws IOException {
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        double factor = scaling.path("factor").asDouble(1);
        int before = scaling.path("original_max_position_embeddings").asInt(positions);
        return switch (type) {
            // Dynamic scaling begins beyond max_position_embeddings, where we do not go.
            case "default", "dynamic" -> new Unscaled();
            case "linear" -> new Linear(factor);
            case "llama3" ->
                new Llama3(
                        factor,
                        scaling.path("low_freq_factor").asDouble(1),
                        scaling.path("high_freq_factor").asDouble(4),
                        before);
            case "yarn" ->
                new Yarn(
                        factor,
                        scaling.path("beta_fast").asDouble(32),
                        scaling.path("beta_slow").asDouble(1),
                        scaling.path("attention_factor").asDouble(factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1),
                        before);
            default ->
                throw new IOException(
                        file + ": rope_scaling must be of type linear, dynamic, llama3 or yarn, was \"" + type + "\"");
        };
    }

    private static Set<Integer> layersWithout(JsonNode json, Family family, int layers) {
        JsonNode rotated = json.path("no_rope_layers");
        int interval = json.path("no_rope_layer_interval").asInt(SMOLLM3_INTERVAL);
        var without = new HashSet<Integer>();
        for (int layer = 0; layer < layers; layer++) {
            // The list says 1 for a layer that does rotate, whatever its name.
            boolean skips = rotated.isArray()
                    ? rotated.path(layer).asInt(1) == 0
                    : family == Family.SMOLLM3 && (layer + 1) % interval == 0;
            if (skips) {
                without.add(layer);
            }
        }
        return without;
    }
}

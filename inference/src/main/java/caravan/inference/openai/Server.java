package caravan.inference.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server says about itself in its list of models.
 *
 * @param dialect whose software it is
 * @param contextTokensMax of the model; empty if it does not say
 */
record Server(Dialect dialect, Optional<Integer> contextTokensMax) {
    static final Server UNKNOWN = new Server(Dialect.OTHER, Optional.empty());

    /**
     * Looks a model up in the answer of {@code /models}; empty if the list has others only.
     *
     * @param listed the ids that were there instead
     */
    static Optional<Server> find(JsonNode answer, String model, List<String> listed) {
        for (JsonNode entry : answer.path("data")) {
            String id = entry.path("id").asText("");
            // Ollama lists "name:latest" for what is called by its name.
            if (id.equals(model) || id.equals(model + ":latest")) {
                return Optional.of(new Server(Dialect.of(entry.path("owned_by").asText("")), contextTokensMax(entry)));
            }
            listed.add(id);
        }
        return Optional.empty();
    }

    static Optional<Server> find(JsonNode answer, String model) {
        return find(answer, model, new ArrayList<>());
    }

    /** vLLM's name for it, then that of several routers, then llama.cpp's. */
    private static Optional<Integer> contextTokensMax(JsonNode entry) {
        for (JsonNode value : List.of(
                entry.path("max_model_len"),
                entry.path("context_length"),
                entry.path("meta").path("n_ctx_train"))) {
            if (value.isInt() && value.asInt() > 0) {
                return Optional.of(value.asInt());
            }
        }
        return Optional.empty();
    }
}

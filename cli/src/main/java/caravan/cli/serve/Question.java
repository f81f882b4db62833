package caravan.cli.serve;

import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.principles.Sampling;
import caravan.schemas.ContentHash;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of the engine.
 *
 * @param kind of the two ways to ask
 * @param name by which the model was asked for
 * @param request the fields that both share
 * @param calls one for each answer wanted, in the order of the choices
 */
record Question(Kind kind, String name, ApiRequest request, List<GenerationCall> calls) {
    /** OpenAI's own default. */
    private static final int COMPLETION_TOKENS = 16;

    /** The two ways to ask. */
    enum Kind {
        COMPLETION,
        CHAT
    }

    static Question completion(JsonNode body, ServedModel served) {
        ApiRequest request = ApiRequest.read(body, List.of(), COMPLETION_TOKENS);
        List<String> prompts = ApiRequest.texts(body.path("prompt"), "prompt");
        if (prompts.isEmpty()) {
            throw ApiError.badField("prompt", "prompt must be a text or a list of texts, was left out");
        }
        int shared = body.path("shared_prefix_chars").asInt(0);
        List<GenerationCall> calls = new ArrayList<>();
        for (String prompt : prompts) {
            if (shared < 0 || shared > prompt.length()) {
                throw ApiError.badField(
                        "shared_prefix_chars",
                        "shared_prefix_chars must be in [0, " + prompt.length() + "], was " + shared);
            }
            addCalls(calls, prompt, shared, request, served);
        }
        return new Question(Kind.COMPLETION, name(body, served), request, calls);
    }

    static Question chat(JsonNode body, ServedModel served) {
        Sampling defaults = served.prompt().sampling();
        ApiRequest request = ApiRequest.read(body, served.prompt().stop(), defaults.maxTokens());
        String prompt = Conversation.prompt(body.path("messages"), served.prompt());
        List<GenerationCall> calls = new ArrayList<>();
        addCalls(calls, prompt, served.prompt().prefix().length(), request, served);
        return new Question(Kind.CHAT, name(body, served), request, calls);
    }

    private static void addCalls(
            List<GenerationCall> calls, String prompt, int shared, ApiRequest request, ServedModel served) {
        Optional<SharedPrefix> prefix = Optional.of(prompt.substring(0, shared))
                .filter(text -> !text.isEmpty())
                .map(text -> new SharedPrefix(ContentHash.of(text), text));
        for (int i = 0; i < request.count(); i++) {
            calls.add(new GenerationCall(
                    served.version(), prefix, prompt.substring(shared), request.sampling(), request.seed() + i, 0));
        }
    }

    private static String name(JsonNode body, ServedModel served) {
        String name = body.path("model").asText("");
        if (!served.names().contains(name)) {
            throw new ApiError(
                    404, "model_not_found", "model", "model must be one of " + served.names() + ", was '" + name + "'");
        }
        return name;
    }
}

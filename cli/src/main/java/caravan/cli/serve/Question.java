package caravan.cli.serve;

import caravan.cli.serve.ApiRequest.Telling;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.GenerationCall.Special;
import caravan.inference.Scheduling;
import caravan.inference.ScoringCall;
import caravan.schemas.ContentHash;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked of the engine.
 *
 * @param kind of the two ways to ask
 * @param name by which the model was asked for
 * @param request the fields that both share
 * @param asked one for each answer wanted, in the order of the choices
 */
record Question(Kind kind, String name, ApiRequest request, List<Asked> asked) {
    /** OpenAI's own default. */
    private static final int COMPLETION_TOKENS = 16;

    /** The two ways to ask. */
    enum Kind {
        COMPLETION,
        CHAT
    }

    /**
     * What one choice is made of.
     *
     * @param prompt its prompt
     * @param generation what continues it; empty where the prompt alone is wanted
     * @param scoring what says how likely the prompt's tokens are, if that is wanted
     */
    record Asked(String prompt, Optional<GenerationCall> generation, Optional<ScoringCall> scoring) {}

    static Question completion(JsonNode body, String name, ServedModel served) {
        ApiRequest request = ApiRequest.ofCompletion(body, COMPLETION_TOKENS);
        List<String> prompts = ApiRequest.texts(body.path("prompt"), "prompt");
        if (prompts.isEmpty()) {
            throw ApiError.badField("prompt", "prompt must be a text or a list of texts, was left out");
        }
        int shared = body.path("shared_prefix_chars").asInt(0);
        List<Asked> asked = new ArrayList<>();
        for (String prompt : prompts) {
            if (shared < 0 || shared > prompt.length()) {
                throw ApiError.badField(
                        "shared_prefix_chars",
                        "shared_prefix_chars must be in [0, " + prompt.length() + "], was " + shared);
            }
            add(asked, prompt, shared, List.of(), request, served);
        }
        return new Question(Kind.COMPLETION, name, request, asked);
    }

    static Question chat(JsonNode body, String name, ServedModel served) {
        ApiRequest request = ApiRequest.ofChat(body, served.chat());
        JsonNode more = body.path("chat_template_kwargs");
        if (!more.isObject() && !more.isMissingNode() && !more.isNull()) {
            throw ApiError.badField("chat_template_kwargs", "chat_template_kwargs must be an object, was " + more);
        }
        ChatFormat.Written chat = served.chat().write(Conversation.read(body.path("messages")), more);
        List<Asked> asked = new ArrayList<>();
        add(asked, chat.text(), chat.shared(), chat.specials(), request, served);
        return new Question(Kind.CHAT, name, request, asked);
    }

    List<GenerationCall> calls() {
        return asked.stream().flatMap(each -> each.generation().stream()).toList();
    }

    private static void add(
            List<Asked> asked,
            String prompt,
            int shared,
            List<Special> specials,
            ApiRequest request,
            ServedModel served) {
        Telling telling = request.telling();
        // A chat of a template begins with tokens that no prefix holds.
        Optional<SharedPrefix> prefix = Optional.of(prompt.substring(0, shared))
                .filter(text -> !text.isEmpty())
                .map(text -> new SharedPrefix(ContentHash.of(text), text));
        for (int i = 0; i < request.count(); i++) {
            GenerationCall call = new GenerationCall(
                    served.version(),
                    prefix,
                    prompt.substring(shared),
                    request.sampling(),
                    request.seed() + i,
                    Scheduling.DEFAULT,
                    specials,
                    telling.likeliest());
            Optional<ScoringCall> scoring =
                    telling.ofPrompt() && telling.likeliest().isPresent()
                            ? Optional.of(scoring(prompt, served, telling.likeliest()))
                            : Optional.empty();
            asked.add(new Asked(prompt, Optional.of(call).filter(each -> telling.generates()), scoring));
        }
    }

    private static ScoringCall scoring(String prompt, ServedModel served, OptionalInt likeliest) {
        if (prompt.isEmpty()) {
            throw ApiError.badField("prompt", "prompt must not be empty where it is echoed with logprobs");
        }
        return new ScoringCall(
                served.version(), Optional.empty(), "", List.of(prompt), List.of(), Scheduling.DEFAULT, likeliest);
    }
}

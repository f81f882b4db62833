package caravan.inference.openai;

import caravan.inference.Generation.Finish;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.SamplingParams;
import caravan.inference.ScoredToken;
import caravan.inference.ScoredToken.Likely;
import caravan.inference.openai.OpenAiSettings.Endpoint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Requests and answers as JSON. */
final class Wire {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Wire() {}

    /**
     * What an answer says.
     *
     * @param text the generated text
     * @param finish why it ended
     * @param stopString the stop string that matched, where the server says so
     * @param model who answered, as the server names it; empty if it does not
     * @param usage tokens; empty if the server does not count
     */
    record Answer(String text, Finish finish, Optional<String> stopString, String model, Optional<Usage> usage) {}

    /** An answer that is not one; the message says why. */
    static class Unreadable extends Exception {
        Unreadable(String why) {
            super(why);
        }
    }

    /** A choice that is several tokens, as only the server's tokenizer could tell. */
    static final class NotAToken extends Unreadable {
        NotAToken(String choice, int tokens) {
            super("choice \"" + choice + "\" must be one token, and is " + tokens);
        }
    }

    static byte[] request(GenerationCall call, Endpoint endpoint, Server server) {
        ObjectNode request = JSON.createObjectNode().put("model", call.model());
        String prefix = call.prefix().map(SharedPrefix::text).orElse("");
        if (endpoint == Endpoint.COMPLETIONS) {
            request.put("prompt", prefix + call.text());
        } else {
            ArrayNode messages = request.putArray("messages");
            if (!prefix.isEmpty()) {
                messages.addObject().put("role", "system").put("content", prefix);
            }
            messages.addObject().put("role", "user").put("content", call.text());
        }
        SamplingParams sampling = call.sampling();
        request.put("max_tokens", sampling.maxTokens());
        request.put("temperature", sampling.temperature());
        request.put("top_p", sampling.topP());
        request.put("seed", seed(call.seed()));
        request.put("stream", false);
        writePenalties(request, sampling);
        server.dialect().writeExtras(request, sampling);
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(request.putArray("stop")::add);
        }
        if (endpoint == Endpoint.COMPLETIONS) {
            call.prefix().ifPresent(shared -> server.dialect().shareOf(request, shared));
        }
        try {
            return JSON.writeValueAsBytes(request);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
    }

    /** Asks how likely whole texts are: each is echoed, and nothing generated. */
    static byte[] scoring(String model, List<String> wholes, int likeliest) {
        ObjectNode request = JSON.createObjectNode().put("model", model);
        wholes.forEach(request.putArray("prompt")::add);
        request.put("max_tokens", 0);
        request.put("echo", true);
        request.put("logprobs", likeliest);
        request.put("temperature", 0);
        request.put("stream", false);
        try {
            return JSON.writeValueAsBytes(request);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
    }

    /**
     * Tokens of an echoed text that end behind its prompt, and that have one before them. Offsets count characters as
     * Python does.
     */
    static List<ScoredToken> scored(JsonNode choice, String prompt, String whole) throws Unreadable {
        JsonNode told = choice.path("logprobs");
        JsonNode logs = told.path("token_logprobs");
        JsonNode offsets = told.path("text_offset");
        int length = whole.codePointCount(0, whole.length());
        int from = prompt.codePointCount(0, prompt.length());
        if (!logs.isArray() || logs.size() != offsets.size()) {
            throw new Unreadable("it has no logprobs with token_logprobs and text_offset");
        }
        List<ScoredToken> scored = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            int start = Math.min(offsets.path(i).asInt(), length);
            int end = i + 1 < offsets.size() ? Math.min(offsets.path(i + 1).asInt(), length) : length;
            if (end > from && logs.path(i).isNumber()) {
                String text = whole.substring(
                        whole.offsetByCodePoints(0, start), whole.offsetByCodePoints(0, Math.max(start, end)));
                scored.add(new ScoredToken(
                        OptionalInt.empty(),
                        text,
                        logs.path(i).asDouble(),
                        likeliest(told.path("top_logprobs").path(i))));
            }
        }
        if (scored.isEmpty()) {
            throw new Unreadable("none of its tokens stands behind the prompt");
        }
        return scored;
    }

    private static List<Likely> likeliest(JsonNode byText) {
        return byText.properties().stream()
                .map(each -> new Likely(
                        OptionalInt.empty(), each.getKey(), each.getValue().asDouble()))
                .sorted(Comparator.comparingDouble(Likely::logProbability).reversed())
                .toList();
    }

    private static void writePenalties(ObjectNode request, SamplingParams sampling) {
        if (sampling.penalties().presence() != 0) {
            request.put("presence_penalty", sampling.penalties().presence());
        }
        if (sampling.penalties().frequency() != 0) {
            request.put("frequency_penalty", sampling.penalties().frequency());
        }
        if (!sampling.logitBias().isEmpty()) {
            ObjectNode bias = request.putObject("logit_bias");
            sampling.logitBias().forEach((token, value) -> bias.put(String.valueOf(token), value));
        }
    }

    static Answer answer(byte[] body, Endpoint endpoint) throws Unreadable {
        JsonNode json = tree(body);
        JsonNode choice = json.path("choices").path(0);
        JsonNode text = endpoint == Endpoint.COMPLETIONS
                ? choice.path("text")
                : choice.path("message").path("content");
        if (!text.isTextual()) {
            throw new Unreadable("it has no text in choices[0]");
        }
        JsonNode stop = choice.path("stop_reason");
        return new Answer(
                text.asText(),
                finish(choice.path("finish_reason").asText("")),
                stop.isTextual() ? Optional.of(stop.asText()) : Optional.empty(),
                json.path("model").asText(""),
                usage(json.path("usage")));
    }

    static JsonNode tree(byte[] body) throws Unreadable {
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.isObject()) {
                throw new Unreadable("it is no JSON object");
            }
            return json;
        } catch (IOException e) {
            throw new Unreadable("it is not JSON");
        }
    }

    /** Some servers take 31 bits only. Seeds are drawn by hash, so that folding them loses nothing that counts. */
    private static long seed(long seed) {
        return seed >= 0 && seed <= Integer.MAX_VALUE ? seed : (seed ^ seed >>> 32) & Integer.MAX_VALUE;
    }

    private static Finish finish(String reason) throws Unreadable {
        return switch (reason) {
            case "stop" -> Finish.STOP;
            case "length" -> Finish.LENGTH;
            default -> throw new Unreadable("its finish_reason must be stop or length, was '" + reason + "'");
        };
    }

    static Optional<Usage> usage(JsonNode usage) {
        if (!usage.path("prompt_tokens").isInt()) {
            return Optional.empty();
        }
        int cached = usage.path("prompt_tokens_details").path("cached_tokens").asInt(0);
        return Optional.of(new Usage(
                usage.path("prompt_tokens").asInt(),
                cached,
                usage.path("completion_tokens").asInt(0)));
    }
}

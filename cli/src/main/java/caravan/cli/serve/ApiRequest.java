package caravan.cli.serve;

import caravan.inference.GenerationCall;
import caravan.inference.Penalties;
import caravan.inference.SamplingParams;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The fields that both ways of asking share.
 *
 * @param sampling how to draw
 * @param seed the asker's, or drawn
 * @param count how many answers are wanted
 * @param isStreamed whether they are to come in pieces
 * @param withUsage whether a stream ends with a count of tokens
 * @param telling what is to be said of each token
 */
record ApiRequest(
        SamplingParams sampling, long seed, int count, boolean isStreamed, boolean withUsage, Telling telling) {
    private static final int COUNT_MAX = 16;
    private static final int STOPS_MAX = 16;

    /**
     * What is to be said of each token.
     *
     * @param likeliest its log-probability, and so many of the likeliest in its place; empty for neither
     * @param ofPrompt the prompt comes before its answer, and its tokens before those of the answer
     * @param generates false for the prompt alone
     * @param byId tokens are named by their ids
     */
    record Telling(OptionalInt likeliest, boolean ofPrompt, boolean generates, boolean byId) {}

    /** Those of a text that is continued. */
    static ApiRequest ofCompletion(JsonNode body, int maxTokens) {
        refuse(body, "top_logprobs", "it belongs to chats; here logprobs is a number");
        JsonNode logProbabilities = body.path("logprobs");
        boolean isOff = logProbabilities.isMissingNode()
                || logProbabilities.isNull()
                || (logProbabilities.isBoolean() && !logProbabilities.asBoolean());
        OptionalInt likeliest = isOff ? OptionalInt.empty() : OptionalInt.of(likeliest(body, "logprobs"));
        boolean echoes = truth(body.path("echo"), "echo");
        boolean generates = !echoes || whole(body, "max_tokens", maxTokens) != 0;
        boolean byId = truth(body.path("return_tokens_as_token_ids"), "return_tokens_as_token_ids");
        return read(
                body, List.of(), Set.of(), generates ? maxTokens : 1, new Telling(likeliest, echoes, generates, byId));
    }

    /** Those of a chat. */
    static ApiRequest ofChat(JsonNode body, ChatFormat format) {
        refuse(body, "echo", "a chat is not echoed");
        refuse(body, "chat_template", "a template comes with its model");
        boolean tells = truth(body.path("logprobs"), "logprobs");
        if (!tells) {
            refuse(body, "top_logprobs", "logprobs must be true with it");
        }
        OptionalInt likeliest = tells ? OptionalInt.of(likeliest(body, "top_logprobs")) : OptionalInt.empty();
        return read(
                body,
                format.stop(),
                format.stopTokens(),
                format.maxTokens(),
                new Telling(likeliest, false, true, false));
    }

    private static int likeliest(JsonNode body, String field) {
        int count = whole(body, field, 0);
        if (count < 0 || count > GenerationCall.LIKELIEST_MAX) {
            throw ApiError.badField(
                    field, field + " must be in [0, " + GenerationCall.LIKELIEST_MAX + "], was " + count);
        }
        return count;
    }

    private static ApiRequest read(
            JsonNode body, List<String> stop, Set<Integer> stopTokens, int maxTokens, Telling telling) {
        refuse(body, "tools", "calls of functions are not made here");
        refuse(body, "functions", "calls of functions are not made here");
        refuse(body, "suffix", "a suffix cannot be regarded");
        refuse(body, "best_of", "one answer is drawn for each asked for");
        refuse(body, "prompt_logprobs", "echo with logprobs tells them");
        for (String field :
                List.of("guided_json", "guided_regex", "guided_choice", "guided_grammar", "use_beam_search")) {
            refuse(body, field, "answers are drawn freely");
        }
        boolean isStreamed = truth(body.path("stream"), "stream");
        if (isStreamed && (telling.likeliest().isPresent() || telling.ofPrompt())) {
            String field = telling.ofPrompt() ? "echo" : "logprobs";
            throw ApiError.badField(field, field + " must be left out of a stream");
        }
        JsonNode format = body.path("response_format").path("type");
        if (format.isTextual() && !format.asText().equals("text")) {
            throw ApiError.badField("response_format", "response_format must be text, was " + format.asText());
        }
        int count = whole(body, "n", 1);
        if (count < 1 || count > COUNT_MAX) {
            throw ApiError.badField("n", "n must be in [1, " + COUNT_MAX + "], was " + count);
        }
        long seed = body.path("seed").isIntegralNumber()
                ? body.path("seed").asLong()
                : ThreadLocalRandom.current().nextLong();
        return new ApiRequest(
                sampling(body, stop, stopTokens, telling.generates() ? maxTokens(body, maxTokens) : 1),
                seed,
                count,
                isStreamed,
                truth(body.path("stream_options").path("include_usage"), "stream_options"),
                telling);
    }

    private static int maxTokens(JsonNode body, int otherwise) {
        return whole(body, "max_completion_tokens", whole(body, "max_tokens", otherwise));
    }

    private static SamplingParams sampling(
            JsonNode body, List<String> stop, Set<Integer> moreStopTokens, int maxTokens) {
        List<String> stops = new ArrayList<>(stop);
        stops.addAll(texts(body.path("stop"), "stop"));
        if (stops.size() > STOPS_MAX) {
            throw ApiError.badField("stop", "stop must hold at most " + STOPS_MAX + " texts, had " + stops.size());
        }
        Map<Integer, Double> bias = new HashMap<>();
        body.path("logit_bias").properties().forEach(entry -> {
            if (!entry.getKey().matches("[0-9]{1,9}") || !entry.getValue().isNumber()) {
                throw ApiError.badField("logit_bias", "logit_bias must give a number for each token id, had " + entry);
            }
            bias.put(Integer.valueOf(entry.getKey()), entry.getValue().asDouble());
        });
        Set<Integer> stopTokens = new HashSet<>(moreStopTokens);
        body.path("stop_token_ids").forEach(token -> stopTokens.add(token.asInt()));
        try {
            return new SamplingParams(
                    number(body, "temperature", 1),
                    number(body, "top_p", 1),
                    whole(body, "top_k", 0),
                    number(body, "min_p", 0),
                    new Penalties(
                            number(body, "repetition_penalty", 1),
                            number(body, "presence_penalty", 0),
                            number(body, "frequency_penalty", 0),
                            0),
                    bias,
                    maxTokens,
                    stops,
                    stopTokens,
                    false);
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, "invalid_value", "", String.valueOf(e.getMessage()));
        }
    }

    /** A text or a list of texts; nothing, or null, is the empty list. */
    static List<String> texts(JsonNode value, String field) {
        if (value.isTextual()) {
            return List.of(value.asText());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : value) {
            if (!text.isTextual()) {
                throw ApiError.badField(field, field + " must be a text or a list of texts, held " + text);
            }
            texts.add(text.asText());
        }
        if (!value.isArray() && !value.isNull() && !value.isMissingNode()) {
            throw ApiError.badField(field, field + " must be a text or a list of texts, was " + value);
        }
        return texts;
    }

    private static void refuse(JsonNode body, String field, String why) {
        JsonNode value = body.path(field);
        boolean isHarmless = value.isMissingNode()
                || value.isNull()
                || (value.isBoolean() && !value.asBoolean())
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isEmpty())
                || (field.equals("best_of") && value.asInt() == 1);
        if (!isHarmless) {
            throw ApiError.badField(field, field + " must be left out, was " + value + ": " + why);
        }
    }

    private static int whole(JsonNode body, String field, int otherwise) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw ApiError.badField(field, field + " must be a whole number, was " + value);
        }
        return value.asInt();
    }

    private static double number(JsonNode body, String field, double otherwise) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw ApiError.badField(field, field + " must be a number, was " + value);
        }
        return value.asDouble();
    }

    private static boolean truth(JsonNode value, String field) {
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw ApiError.badField(field, field + " must be true or false, was " + value);
        }
        return value.asBoolean(false);
    }
}

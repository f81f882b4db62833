package caravan.cli.serve;

import caravan.inference.Penalties;
import caravan.inference.SamplingParams;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 */
record ApiRequest(SamplingParams sampling, long seed, int count, boolean isStreamed, boolean withUsage) {
    private static final int COUNT_MAX = 16;
    private static final int STOPS_MAX = 16;

    /**
     * Reads them.
     *
     * @param stop texts that end an answer beside those that the asker names
     * @param maxTokens where the asker names none
     */
    static ApiRequest read(JsonNode body, List<String> stop, int maxTokens) {
        refuse(body, "tools", "calls of functions are not made here");
        refuse(body, "suffix", "a suffix cannot be regarded");
        refuse(body, "echo", "the prompt is not echoed");
        refuse(body, "logprobs", "probabilities are not given");
        refuse(body, "best_of", "one answer is drawn for each asked for");
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
                sampling(body, stop, maxTokens),
                seed,
                count,
                truth(body.path("stream"), "stream"),
                truth(body.path("stream_options").path("include_usage"), "stream_options"));
    }

    private static SamplingParams sampling(JsonNode body, List<String> stop, int maxTokens) {
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
        Set<Integer> stopTokens = new HashSet<>();
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
                    whole(body, "max_completion_tokens", whole(body, "max_tokens", maxTokens)),
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

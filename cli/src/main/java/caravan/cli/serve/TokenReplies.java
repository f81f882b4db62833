package caravan.cli.serve;

import caravan.inference.ScoredToken;
import caravan.inference.ScoredToken.Likely;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Writes how likely tokens were. */
final class TokenReplies {
    private TokenReplies() {}

    /**
     * Of a text that was continued: four lists, an entry for each token; offsets are in characters of the reply's text.
     */
    static ObjectNode ofCompletion(Answered answered, ApiRequest.Telling telling) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode tokens = reply.putArray("tokens");
        ArrayNode logProbabilities = reply.putArray("token_logprobs");
        ArrayNode likeliest = reply.putArray("top_logprobs");
        ArrayNode offsets = reply.putArray("text_offset");
        int offset = 0;
        if (telling.ofPrompt()) {
            String prompt = answered.asked().prompt();
            int scored = answered.promptTokens().stream()
                    .mapToInt(token -> token.text().length())
                    .sum();
            String first = prompt.substring(0, Math.max(0, prompt.length() - scored));
            if (!first.isEmpty()) {
                tokens.add(first);
                logProbabilities.addNull();
                likeliest.addNull();
                offsets.add(0);
                offset = length(first);
            }
            for (ScoredToken token : answered.promptTokens()) {
                offset = add(token, offset, telling, tokens, logProbabilities, likeliest, offsets);
            }
            offset = length(prompt);
        }
        for (ScoredToken token : answered.tokens()) {
            offset = add(token, offset, telling, tokens, logProbabilities, likeliest, offsets);
        }
        return reply;
    }

    private static int add(
            ScoredToken token,
            int offset,
            ApiRequest.Telling telling,
            ArrayNode tokens,
            ArrayNode logProbabilities,
            ArrayNode likeliest,
            ArrayNode offsets) {
        String name = telling.byId() ? byId(token.token()) : token.text();
        tokens.add(name);
        logProbabilities.add(token.logProbability());
        offsets.add(offset);
        // As OpenAI does, the token itself is among them, wherever it ranks.
        ObjectNode best = likeliest.addObject();
        for (Likely each : token.likeliest()) {
            put(best, each.token(), telling.byId() ? byId(each.token()) : each.text(), each.logProbability());
        }
        boolean isAmongThem =
                token.likeliest().stream().anyMatch(each -> each.token().equals(token.token()));
        if (!isAmongThem) {
            put(best, token.token(), name, token.logProbability());
        }
        return offset + length(token.text());
    }

    /** Two tokens that add the same text, or none yet, are told apart by their ids. */
    private static void put(ObjectNode best, OptionalInt token, String name, double logProbability) {
        best.put(name.isEmpty() || best.has(name) ? byId(token) : name, logProbability);
    }

    /** Of a chat: a list of tokens, each with the likeliest in its place. */
    static ObjectNode ofChat(Answered answered) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        ArrayNode content = reply.putArray("content");
        for (ScoredToken token : answered.tokens()) {
            ObjectNode entry = content.addObject();
            put(entry, token.text(), token.logProbability());
            ArrayNode likeliest = entry.putArray("top_logprobs");
            token.likeliest().forEach(each -> put(likeliest.addObject(), each.text(), each.logProbability()));
        }
        reply.putNull("refusal");
        return reply;
    }

    private static void put(ObjectNode entry, String text, double logProbability) {
        entry.put("token", text).put("logprob", logProbability);
        ArrayNode bytes = entry.putArray("bytes");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(Byte.toUnsignedInt(each));
        }
    }

    private static String byId(OptionalInt token) {
        return "token_id:" + token.orElse(-1);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}

package caravan.inference.openai;

import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Sorts what can go wrong by what may be done about it. What only this call suffers from is BAD_CALL, what another try
 * may mend is OVERLOADED, and what no call can get past (no connection, no permission, no such model, no credit) is
 * UNAVAILABLE, under which a caller keeps its calls.
 *
 * <p>A 502, 503 or 504 may be a server that is too busy or one that is not there behind its proxy. It counts as busy if
 * the server has answered well of late.
 */
final class FailureSorter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUOTED_MAX = 300;

    private final String server;
    private final ApiKey key;

    /** For the failures of a server, whose address is part of every message. */
    FailureSorter(String server, ApiKey key) {
        this.server = server;
        this.key = key;
    }

    /**
     * An answer that is none.
     *
     * @param body as it came
     * @param askedFor how long the server wants to be left alone
     * @param isLively whether it has answered well of late
     */
    ModelException ofStatus(int status, byte[] body, Optional<Duration> askedFor, boolean isLively) {
        JsonNode error = error(body);
        String message = server + " answered " + status + ": " + quoted(said(error, body));
        return switch (status) {
            case 400, 413, 422 ->
                new ModelException(Kind.BAD_CALL, isTooLong(error) ? "prompt-too-long" : "refused-by-server", message);
            case 401, 403 -> new ModelException(Kind.UNAVAILABLE, "not-authorized", message + " (" + key + ")");
            case 404, 405 -> new ModelException(Kind.UNAVAILABLE, "unknown-model", message);
            case 402 -> new ModelException(Kind.UNAVAILABLE, "no-credit", message);
            case 429 -> ofTooManyRequests(error, askedFor, message);
            case 408, 409, 500 -> new ModelException(Kind.OVERLOADED, "server-failed", message);
            case 502, 503, 504 ->
                new ModelException(
                        isLively && isShort(askedFor) ? Kind.OVERLOADED : Kind.UNAVAILABLE,
                        "server-unavailable",
                        message);
            default -> new ModelException(Kind.UNAVAILABLE, "unexpected-status", message);
        };
    }

    /** No answer. */
    ModelException ofThrown(Throwable thrown) {
        if (thrown instanceof ModelException sorted) {
            return sorted;
        }
        String message = server + ": " + quoted(String.valueOf(thrown));
        if (thrown instanceof BoundedBody.TooLarge) {
            return new ModelException(Kind.OVERLOADED, "answer-too-large", message);
        }
        if (thrown instanceof TimeoutException) {
            return new ModelException(Kind.OVERLOADED, "too-slow", server + ": gave no answer in the time of a call");
        }
        boolean isUnreachable = thrown instanceof ConnectException
                || thrown instanceof HttpConnectTimeoutException
                || thrown instanceof UnknownHostException
                || thrown instanceof UnresolvedAddressException;
        return isUnreachable
                ? new ModelException(Kind.UNAVAILABLE, "no-connection", message)
                : new ModelException(Kind.OVERLOADED, "connection-broke", message);
    }

    /** A 200 that cannot be read. */
    ModelException ofUnreadable(String why, byte[] body) {
        return new ModelException(
                Kind.OVERLOADED,
                "unreadable-answer",
                server + ": " + why + ", the answer begins " + quoted(text(body)));
    }

    private static ModelException ofTooManyRequests(JsonNode error, Optional<Duration> askedFor, String message) {
        boolean isSpent = error.path("code").asText("").equals("insufficient_quota");
        return new ModelException(
                isSpent || !isShort(askedFor) ? Kind.UNAVAILABLE : Kind.OVERLOADED,
                isSpent ? "no-credit" : "too-many-requests",
                message);
    }

    private static boolean isShort(Optional<Duration> askedFor) {
        return askedFor.map(asked -> asked.compareTo(Gate.WAIT_MAX) <= 0).orElse(true);
    }

    /** OpenAI's and vLLM's code, llama.cpp's type, or what older servers say in words. */
    private static boolean isTooLong(JsonNode error) {
        return error.path("code").asText("").equals("context_length_exceeded")
                || error.path("type").asText("").equals("exceed_context_size_error")
                || error.path("message").asText("").contains("context length");
    }

    /** OpenAI has an object within {@code error}, Ollama a text, older vLLM the object itself. */
    private static JsonNode error(byte[] body) {
        try {
            JsonNode whole = JSON.readTree(body);
            return whole.path("error").isObject() ? whole.path("error") : whole;
        } catch (JsonProcessingException e) {
            return JSON.missingNode(); // A proxy's page; it is quoted as it is.
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static String said(JsonNode error, byte[] body) {
        if (error.path("message").isTextual()) {
            return error.path("message").asText();
        }
        return error.path("error").isTextual() ? error.path("error").asText() : text(body);
    }

    private static String text(byte[] body) {
        return new String(body, 0, Math.min(body.length, 4 * QUOTED_MAX), StandardCharsets.UTF_8);
    }

    private String quoted(String text) {
        String hidden = key.hiddenIn(text).replaceAll("\\s+", " ").strip();
        return hidden.length() <= QUOTED_MAX ? hidden : hidden.substring(0, QUOTED_MAX) + "...";
    }
}

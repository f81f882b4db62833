package caravan.cli.serve;

import caravan.inference.ModelException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is not answered, as OpenAI's clients read it. */
final class ApiError extends RuntimeException {
    private final int status;
    private final String code;
    private final String param;

    /**
     * An error.
     *
     * @param code in snake case, or empty
     * @param param the field at fault, or empty
     */
    ApiError(int status, String code, String param, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.param = param;
    }

    static ApiError badField(String field, String message) {
        return new ApiError(400, "invalid_value", field, message);
    }

    /** What the engine refused. */
    static ApiError of(ModelException why) {
        String message = String.valueOf(why.getMessage());
        return switch (why.kind()) {
            case BAD_CALL ->
                new ApiError(
                        400,
                        why.reason().equals("prompt-too-long")
                                ? "context_length_exceeded"
                                : why.reason().replace('-', '_'),
                        "",
                        message);
            case OVERLOADED -> new ApiError(429, "overloaded", "", message);
            case UNAVAILABLE -> new ApiError(503, "unavailable", "", message);
        };
    }

    int status() {
        return status;
    }

    JsonNode body() {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", getMessage());
        error.put("type", status < 500 ? "invalid_request_error" : "server_error");
        error.put("param", param.isEmpty() ? null : param);
        error.put("code", code.isEmpty() ? null : code);
        return JsonNodeFactory.instance.objectNode().set("error", error);
    }
}

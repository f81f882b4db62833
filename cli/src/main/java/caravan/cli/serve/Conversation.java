package caravan.cli.serve;

import caravan.principles.EngravingPrompt;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Renders a chat in the format that the model was engraved in: each turn of the user as an instruction, each answer
 * behind it, ended as the model ends its own. The format has no place for a system's message; what it says stands
 * before the first instruction. What a user writes never ends a turn: a marker of the format in it is set in by a
 * space.
 */
final class Conversation {
    private Conversation() {}

    static String prompt(JsonNode messages, EngravingPrompt format) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw ApiError.badField("messages", "messages must be a list of at least one message");
        }
        StringBuilder system = new StringBuilder();
        StringBuilder text = new StringBuilder(format.prefix());
        boolean isUsersTurn = true;
        boolean isFirst = true;
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asText("");
            String content = content(messages.get(i).path("content"), i)
                    .replace(format.endOfTurn(), format.endOfTurn().replace("\n", "\n "));
            switch (role) {
                case "system", "developer" -> system.append(content).append("\n\n");
                case "user" -> {
                    require(isUsersTurn, i, role);
                    text.append(isFirst ? "" : format.endOfTurn() + "\n").append(format.text(system + content, ""));
                    system.setLength(0);
                    isFirst = false;
                    isUsersTurn = false;
                }
                case "assistant" -> {
                    require(!isUsersTurn, i, role);
                    text.append('\n').append(content);
                    isUsersTurn = true;
                }
                default ->
                    throw ApiError.badField(
                            "messages",
                            "messages[" + i + "].role must be system, developer, user or assistant, was '" + role
                                    + "'");
            }
        }
        if (isUsersTurn) {
            throw ApiError.badField("messages", "messages must end with one of the user's");
        }
        return text.toString();
    }

    private static void require(boolean isTurn, int index, String role) {
        if (!isTurn) {
            throw ApiError.badField(
                    "messages",
                    "messages[" + index + "] must not be of the role " + role + ": user and assistant"
                            + " take turns, and the user begins");
        }
    }

    /** A text, or a list of parts that are texts. */
    private static String content(JsonNode content, int index) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText("").equals("text")) {
                throw ApiError.badField(
                        "messages",
                        "messages[" + index + "].content must be text, held a part of the type '"
                                + part.path("type").asText("") + "'");
            }
            text.append(part.path("text").asText(""));
        }
        if (!content.isArray()) {
            throw ApiError.badField("messages", "messages[" + index + "].content must be text, was " + content);
        }
        return text.toString();
    }
}

package caravan.cli.serve;

import caravan.inference.chat.ChatMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of a chat. */
final class Conversation {
    private Conversation() {}

    static List<ChatMessage> read(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw ApiError.badField("messages", "messages must be a list of at least one message");
        }
        List<ChatMessage> read = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).path("role").asText("");
            String known = switch (role) {
                case "user", "assistant", "system" -> role;
                case "developer" -> "system";
                default ->
                    throw ApiError.badField(
                            "messages",
                            "messages[" + i + "].role must be system, developer, user or assistant, was '" + role
                                    + "'");
            };
            read.add(new ChatMessage(known, content(messages.get(i).path("content"), i)));
        }
        return read;
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

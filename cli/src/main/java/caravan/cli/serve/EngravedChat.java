package caravan.cli.serve;

import caravan.inference.chat.ChatMessage;
import caravan.principles.EngravingPrompt;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * The format that a model was engraved in: each turn of the user as an instruction, each answer behind it, ended as the
 * model ends its own. It has no place for a system's message; what it says stands before the first instruction. What a
 * user writes never ends a turn: a marker of the format in it is set in by a space.
 */
record EngravedChat(EngravingPrompt format) implements ChatFormat {
    @Override
    public Written write(List<ChatMessage> messages, JsonNode more) {
        if (!more.isEmpty()) {
            throw ApiError.badField(
                    "chat_template_kwargs", "chat_template_kwargs must be left out: there is no template");
        }
        StringBuilder system = new StringBuilder();
        StringBuilder text = new StringBuilder(format.prefix());
        boolean isUsersTurn = true;
        boolean isFirst = true;
        for (int i = 0; i < messages.size(); i++) {
            String role = messages.get(i).role();
            String content = messages.get(i)
                    .content()
                    .replace(format.endOfTurn(), format.endOfTurn().replace("\n", "\n "));
            switch (role) {
                case "system" -> system.append(content).append("\n\n");
                case "user" -> {
                    require(isUsersTurn, i, role);
                    text.append(isFirst ? "" : format.endOfTurn() + "\n").append(format.text(system + content, ""));
                    system.setLength(0);
                    isFirst = false;
                    isUsersTurn = false;
                }
                default -> {
                    require(!isUsersTurn, i, role);
                    text.append('\n').append(content);
                    isUsersTurn = true;
                }
            }
        }
        if (isUsersTurn) {
            throw ApiError.badField("messages", "messages must end with one of the user's");
        }
        return new Written(text.toString(), format.prefix().length(), List.of());
    }

    @Override
    public List<String> stop() {
        return format.stop();
    }

    @Override
    public Set<Integer> stopTokens() {
        return Set.of();
    }

    @Override
    public int maxTokens() {
        return format.sampling().maxTokens();
    }

    private static void require(boolean isTurn, int index, String role) {
        if (!isTurn) {
            throw ApiError.badField(
                    "messages",
                    "messages[" + index + "] must not be of the role " + role + ": user and assistant"
                            + " take turns, and the user begins");
        }
    }
}

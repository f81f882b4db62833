package caravan.cli.serve;

import caravan.inference.chat.ChatMessage;
import caravan.inference.chat.ChatPrompt;
import caravan.inference.chat.ChatTemplate;
import caravan.inference.chat.TemplateException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** A model folder's own chat template. */
record TemplatedChat(ChatTemplate template) implements ChatFormat {
    private static final int TOKENS = 2_048;

    @Override
    public Written write(List<ChatMessage> messages, JsonNode more) {
        try {
            ChatPrompt prompt = template.prompt(messages, more);
            return new Written(prompt.text(), 0, prompt.specials());
        } catch (TemplateException e) {
            throw ApiError.badField("messages", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<String> stop() {
        return List.of();
    }

    @Override
    public Set<Integer> stopTokens() {
        return template.endTokens();
    }

    @Override
    public int maxTokens() {
        return TOKENS;
    }
}

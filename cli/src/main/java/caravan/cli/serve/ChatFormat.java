package caravan.cli.serve;

import caravan.inference.GenerationCall.Special;
import caravan.inference.chat.ChatMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** How a model is talked to in a chat. */
interface ChatFormat {
    /**
     * Writes a chat up to where the answer begins.
     *
     * @param more further variables for a template; a format without one takes none
     * @throws ApiError if the chat is none that the format can hold
     */
    Written write(List<ChatMessage> messages, JsonNode more);

    /** Texts that end an answer. */
    List<String> stop();

    /** Tokens that end an answer, beside the model's own. */
    Set<Integer> stopTokens();

    /** The longest answer, where the asker does not say. */
    int maxTokens();

    /**
     * A chat as the model reads it.
     *
     * @param text all of it
     * @param shared how many characters of it every chat begins with
     * @param specials where in it special tokens stand
     */
    record Written(String text, int shared, List<Special> specials) {}
}

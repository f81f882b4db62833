package caravan.inference.chat;

import caravan.inference.GenerationCall.Special;
import java.util.List;

/**
 * A chat as a model reads it.
 *
 * @param text all of it
 * @param specials where in it special tokens stand, in order
 */
public record ChatPrompt(String text, List<Special> specials) {
    public ChatPrompt {
        specials = List.copyOf(specials);
    }
}

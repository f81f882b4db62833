package caravan.inference;

import java.util.Optional;

/**
 * What a model made of a call.
 *
 * @param text the generated text, without the stop string
 * @param finish why it ended
 * @param stopString the stop string that matched
 * @param model version that answered
 * @param promptTokens tokens of prefix and text
 * @param cachedTokens how many of those came from the prefix cache
 * @param completionTokens tokens generated
 * @param queuedMillis from submission to the first model step
 * @param modelMillis from the first model step to the last
 */
public record Generation(
        String text,
        Finish finish,
        Optional<String> stopString,
        String model,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        long queuedMillis,
        long modelMillis) {
    /** Why a completion ended. */
    public enum Finish {
        /** A stop string, or the model's own end-of-text token. */
        STOP,
        /** The token limit, or the end of the context. */
        LENGTH
    }
}

package caravan.inference;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model made of a call.
 *
 * @param text the generated text, without the stop string
 * @param finish why it ended
 * @param stopString the stop string that matched
 * @param model version that answered
 * @param base version of the base below it, where the model says so; the same as {@code model} without an adapter
 * @param promptTokens tokens of prefix and text
 * @param cachedTokens how many of those came from the prefix cache
 * @param completionTokens tokens generated
 * @param queuedMillis from submission to the first model step
 * @param firstTokenMillis from submission to the first token, where the model says so
 * @param modelMillis from the first model step to the last
 * @param tokens those of the text, if they were asked for; the last may reach into the stop string
 */
public record Generation(
        String text,
        Finish finish,
        Optional<String> stopString,
        String model,
        Optional<String> base,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        long queuedMillis,
        OptionalLong firstTokenMillis,
        long modelMillis,
        List<ScoredToken> tokens) {
    public Generation {
        tokens = List.copyOf(tokens);
    }

    /** One that says nothing of its tokens. */
    public Generation(
            String text,
            Finish finish,
            Optional<String> stopString,
            String model,
            Optional<String> base,
            int promptTokens,
            int cachedTokens,
            int completionTokens,
            long queuedMillis,
            OptionalLong firstTokenMillis,
            long modelMillis) {
        this(
                text,
                finish,
                stopString,
                model,
                base,
                promptTokens,
                cachedTokens,
                completionTokens,
                queuedMillis,
                firstTokenMillis,
                modelMillis,
                List.of());
    }

    /** One of a model that says neither its base nor when the first token came. */
    public Generation(
            String text,
            Finish finish,
            Optional<String> stopString,
            String model,
            int promptTokens,
            int cachedTokens,
            int completionTokens,
            long queuedMillis,
            long modelMillis) {
        this(
                text,
                finish,
                stopString,
                model,
                Optional.empty(),
                promptTokens,
                cachedTokens,
                completionTokens,
                queuedMillis,
                OptionalLong.empty(),
                modelMillis);
    }

    /** The same with its tokens. */
    public Generation with(List<ScoredToken> others) {
        return new Generation(
                text,
                finish,
                stopString,
                model,
                base,
                promptTokens,
                cachedTokens,
                completionTokens,
                queuedMillis,
                firstTokenMillis,
                modelMillis,
                others);
    }

    /** Why a completion ended. */
    public enum Finish {
        /** A stop string, a stop token, or the model's own end-of-text token. */
        STOP,
        /** The token limit, or the end of the context. */
        LENGTH
    }
}

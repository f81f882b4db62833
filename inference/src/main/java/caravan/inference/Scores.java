package caravan.inference;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a model holds of a {@link ScoringCall}'s texts, in its order.
 *
 * @param continuations of each continuation
 * @param choices of each choice
 * @param model version that answered
 * @param promptTokens tokens of prefix and text
 * @param cachedTokens how many of those came from the prefix cache
 * @param queuedMillis from submission to the first model step
 * @param modelMillis from the first model step to the last
 */
public record Scores(
        List<Continuation> continuations,
        List<Choice> choices,
        String model,
        int promptTokens,
        int cachedTokens,
        long queuedMillis,
        long modelMillis) {
    public Scores {
        continuations = List.copyOf(continuations);
        choices = List.copyOf(choices);
    }

    /**
     * A continuation. Its tokens are those of the whole text encoded at once, from the first that the prompt alone does
     * not have; where a merge crosses the boundary, the first of them reaches back into the prompt.
     *
     * @param text as asked
     * @param tokens its ids; empty where a server does not say them
     * @param logProbabilities of each token after all before it, in nats
     * @param scored the same tokens with texts and the likeliest in their places, if they were asked for
     */
    public record Continuation(
            String text, List<Integer> tokens, List<Double> logProbabilities, List<ScoredToken> scored) {
        public Continuation {
            scored = List.copyOf(scored);
            tokens = List.copyOf(tokens);
            logProbabilities = List.copyOf(logProbabilities);
        }

        /** Of the whole continuation, in nats. */
        public double logProbability() {
            return logProbabilities.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /**
     * A next token.
     *
     * @param text as asked
     * @param token its id; empty where a server does not say it
     * @param logit what the head gives it, but for a constant that all choices of a call share: a server tells no
     *     logits, and there it is the log-probability
     * @param logProbability the same among all tokens, in nats
     */
    public record Choice(String text, OptionalInt token, double logit, double logProbability) {}
}

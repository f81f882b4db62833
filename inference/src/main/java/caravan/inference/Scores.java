package caravan.inference;

import java.util.List;

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
     * @param tokens its ids
     * @param logProbabilities of each token after all before it, in nats
     */
    public record Continuation(String text, List<Integer> tokens, List<Double> logProbabilities) {
        public Continuation {
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
     * @param token its id
     * @param logit what the head gives it
     * @param logProbability the same among all tokens, in nats
     */
    public record Choice(String text, int token, double logit, double logProbability) {}
}

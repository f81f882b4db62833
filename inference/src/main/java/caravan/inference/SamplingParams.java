package caravan.inference;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the next token is chosen and when a completion ends; named as in vLLM. In this order: penalties and bias change
 * the logits, the temperature divides them, then top-k, top-p and min-p each leave out unlikely tokens.
 *
 * @param temperature divides the logits, in [0, 2]; 0 takes the likeliest token
 * @param topP keeps the smallest set of tokens whose probability, among those that top-k kept, reaches this, in (0, 1]
 * @param topK keeps that many of the likeliest tokens; 0 keeps all
 * @param minP keeps the tokens at least this times as probable as the likeliest, in [0, 1]; 0 keeps all
 * @param penalties against repetition
 * @param logitBias added to the logits of those token ids, each in [-100, 100]
 * @param maxTokens the most tokens generated, at least 1
 * @param stop texts that end the completion; the matched one is not part of it
 * @param stopTokens token ids that end the completion, beside the model's own end of text
 * @param reproducible runs the call in fixed-shape steps of its own: the same tokens in any company on the same build,
 *     processor and thread count, at the price of sharing no step with others
 */
public record SamplingParams(
        double temperature,
        double topP,
        int topK,
        double minP,
        Penalties penalties,
        Map<Integer, Double> logitBias,
        int maxTokens,
        List<String> stop,
        Set<Integer> stopTokens,
        boolean reproducible) {
    public SamplingParams {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature must be in [0, 2], was " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be in (0, 1], was " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK must be 0 (all) or more, was " + topK);
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("minP must be in [0, 1], was " + minP);
        }
        logitBias.forEach((token, bias) -> {
            if (token < 0 || !(bias >= -100 && bias <= 100)) {
                throw new IllegalArgumentException("logitBias must give token ids from 0 on a number in [-100, 100], "
                        + "token " + token + " has " + bias);
            }
        });
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
        if (stop.contains("")) {
            throw new IllegalArgumentException("stop must not hold an empty text, which would stop at once");
        }
        logitBias = Map.copyOf(logitBias);
        stop = List.copyOf(stop);
        stopTokens = Set.copyOf(stopTokens);
    }

    /** With temperature and top-p alone. */
    public SamplingParams(double temperature, double topP, int maxTokens, List<String> stop) {
        this(temperature, topP, 0, 0, Penalties.NONE, Map.of(), maxTokens, stop, Set.of(), false);
    }

    /** The likeliest token each time. */
    public static SamplingParams greedy(int maxTokens, List<String> stop) {
        return new SamplingParams(0, 1, maxTokens, stop);
    }

    /** The same with that top-k. */
    public SamplingParams withTopK(int other) {
        return new SamplingParams(
                temperature, topP, other, minP, penalties, logitBias, maxTokens, stop, stopTokens, reproducible);
    }

    /** The same with that min-p. */
    public SamplingParams withMinP(double other) {
        return new SamplingParams(
                temperature, topP, topK, other, penalties, logitBias, maxTokens, stop, stopTokens, reproducible);
    }

    /** The same with those penalties. */
    public SamplingParams withPenalties(Penalties other) {
        return new SamplingParams(
                temperature, topP, topK, minP, other, logitBias, maxTokens, stop, stopTokens, reproducible);
    }

    /** The same with that bias. */
    public SamplingParams withLogitBias(Map<Integer, Double> other) {
        return new SamplingParams(
                temperature, topP, topK, minP, penalties, other, maxTokens, stop, stopTokens, reproducible);
    }

    /** The same with those stop tokens. */
    public SamplingParams withStopTokens(Set<Integer> other) {
        return new SamplingParams(
                temperature, topP, topK, minP, penalties, logitBias, maxTokens, stop, other, reproducible);
    }

    /** The same, reproducible in any company. */
    public SamplingParams asReproducible() {
        return new SamplingParams(
                temperature, topP, topK, minP, penalties, logitBias, maxTokens, stop, stopTokens, true);
    }
}

package caravan.inference;

import java.util.List;

/**
 * How the next token is chosen and when a completion ends; named as in vLLM.
 *
 * @param temperature divides the logits, in [0, 2]; 0 takes the likeliest token
 * @param topP keeps the smallest set of tokens whose probability reaches this, in (0, 1]
 * @param maxTokens the most tokens generated, at least 1
 * @param stop texts that end the completion; the matched one is not part of it
 */
public record SamplingParams(double temperature, double topP, int maxTokens, List<String> stop) {
    public SamplingParams {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature must be in [0, 2], was " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be in (0, 1], was " + topP);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
        if (stop.contains("")) {
            throw new IllegalArgumentException("stop must not hold an empty text, which would stop at once");
        }
        stop = List.copyOf(stop);
    }
}

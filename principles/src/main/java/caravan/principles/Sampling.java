package caravan.principles;

import java.util.List;

/**
 * How a step's completions are sampled unless a run says otherwise; names as in vLLM.
 *
 * @param temperature divides the logits, in [0, 2]
 * @param topP in (0, 1]
 * @param maxTokens at least 1
 * @param stop texts that end the completion and are not part of it
 */
public record Sampling(double temperature, double topP, int maxTokens, List<String> stop) {
    public Sampling {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("temperature must be in [0, 2], was " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be in (0, 1], was " + topP);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, was " + maxTokens);
        }
        stop = List.copyOf(stop);
        if (stop.contains("")) {
            throw new IllegalArgumentException("stop must not hold an empty text, which would stop at once");
        }
    }
}

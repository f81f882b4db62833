package caravan.inference;

import java.util.List;
import java.util.OptionalInt;

/**
 * A token of a text, and how likely the model itself held it in its place: before penalties, bias and temperature.
 *
 * @param token its id; empty where a server does not say
 * @param text what it adds to the text before it; empty as long as a character of several tokens is not whole
 * @param logProbability after all before it, in nats
 * @param likeliest the likeliest tokens in its place, best first, as many as were asked for
 */
public record ScoredToken(OptionalInt token, String text, double logProbability, List<Likely> likeliest) {
    public ScoredToken {
        likeliest = List.copyOf(likeliest);
    }

    /**
     * A token that might have stood there.
     *
     * @param token its id; empty where a server does not say
     * @param text what it would have added
     * @param logProbability in nats
     */
    public record Likely(OptionalInt token, String text, double logProbability) {}
}

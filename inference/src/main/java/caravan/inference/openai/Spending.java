package caravan.inference.openai;

import java.util.Optional;

/**
 * What may be spent before calls are held back, from the opening of the client on.
 *
 * @param tokensMax of prompts and completions together; empty for no bound
 * @param costMax in the currency of the prices; empty for no bound
 * @param promptPrice for a million tokens of prompts, at least 0
 * @param cachedPrice for a million of those that the server had in its cache, at least 0
 * @param completionPrice for a million tokens of completions, at least 0
 */
public record Spending(
        Optional<Long> tokensMax,
        Optional<Double> costMax,
        double promptPrice,
        double cachedPrice,
        double completionPrice) {
    /** No bound, and nothing costs anything. */
    public static final Spending UNBOUNDED = new Spending(Optional.empty(), Optional.empty(), 0, 0, 0);

    public Spending {
        if (tokensMax.isPresent() && tokensMax.get() < 1) {
            throw new IllegalArgumentException("tokens-max must be at least 1, was " + tokensMax.get());
        }
        if (costMax.isPresent() && !(costMax.get() > 0 && costMax.get() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("cost-max must be above 0, was " + costMax.get());
        }
        requirePrice("prompt-price", promptPrice);
        requirePrice("cached-price", cachedPrice);
        requirePrice("completion-price", completionPrice);
        if (costMax.isPresent() && promptPrice == 0 && completionPrice == 0) {
            throw new IllegalArgumentException(
                    "cost-max must come with a prompt-price or completion-price, without which nothing costs, was "
                            + costMax.get());
        }
    }

    double cost(long promptTokens, long cachedTokens, long completionTokens) {
        return ((promptTokens - cachedTokens) * promptPrice
                        + cachedTokens * cachedPrice
                        + completionTokens * completionPrice)
                / 1e6;
    }

    private static void requirePrice(String name, double price) {
        if (!(price >= 0 && price < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be 0 or more for a million tokens, was " + price);
        }
    }
}

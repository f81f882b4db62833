package caravan.inference.openai;

/**
 * What was spent since the client was opened.
 *
 * @param calls answered
 * @param promptTokens of prompts, cached ones among them
 * @param cachedTokens that the server had in its cache
 * @param completionTokens generated
 * @param cost by the prices of {@link Spending}
 */
public record Account(long calls, long promptTokens, long cachedTokens, long completionTokens, double cost) {
    static final Account EMPTY = new Account(0, 0, 0, 0, 0);

    long tokens() {
        return promptTokens + completionTokens;
    }

    Account plus(Usage usage, Spending prices) {
        return new Account(
                calls + 1,
                promptTokens + usage.promptTokens(),
                cachedTokens + usage.cachedTokens(),
                completionTokens + usage.completionTokens(),
                cost + prices.cost(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens()));
    }
}

package caravan.inference;

/**
 * How busy a model is, and what it has done since it was opened.
 *
 * @param waiting calls not yet in the batch
 * @param running calls in the batch
 * @param prefillTokens prompt tokens computed (not counting those taken from the prefix cache)
 * @param cachedTokens prompt tokens taken from the prefix cache
 * @param decodeTokens tokens generated
 * @param steps decode steps, so that {@code decodeTokens / steps} is the mean batch
 */
public record Load(int waiting, int running, long prefillTokens, long cachedTokens, long decodeTokens, long steps) {}

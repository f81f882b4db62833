package caravan.inference.openai;

/**
 * Tokens of one call.
 *
 * @param promptTokens of the prompt
 * @param cachedTokens of those, from the server's cache
 * @param completionTokens generated
 */
record Usage(int promptTokens, int cachedTokens, int completionTokens) {}

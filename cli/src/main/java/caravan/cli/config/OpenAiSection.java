package caravan.cli.config;

import caravan.inference.openai.OpenAiSettings;
import caravan.inference.openai.OpenAiSettings.Endpoint;
import caravan.inference.openai.Patience;
import caravan.inference.openai.Spending;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The server that is asked where {@code model.backend} is {@code openai}.
 *
 * @param baseUrl where its API begins
 * @param modelName the model's name there
 * @param endpoint {@code completions}, which continues texts as the steps need it, or {@code chat}
 * @param keyVariable the environment variable that holds the key; empty for none. A key has no place in a file of
 *     settings
 * @param keyFile the file that holds nothing but the key; empty for none
 * @param contextTokens the model's context where the server does not say; 0 if it does
 * @param concurrencyMax the most calls at one time; how many of them it bears is found out
 * @param callMax how long a call may take
 * @param tokensMax to be spent in the life of this process before calls are held back; 0 for no bound
 * @param costMax the same in the currency of the prices; 0 for no bound
 * @param promptPrice for a million tokens of prompts
 * @param cachedPrice for a million of those that the server had in its cache
 * @param completionPrice for a million tokens of completions
 */
public record OpenAiSection(
        String baseUrl,
        String modelName,
        Endpoint endpoint,
        String keyVariable,
        String keyFile,
        int contextTokens,
        int concurrencyMax,
        Duration callMax,
        long tokensMax,
        double costMax,
        double promptPrice,
        double cachedPrice,
        double completionPrice) {
    static final OpenAiSection DEFAULTS = new OpenAiSection(
            "http://127.0.0.1:8000/v1",
            "base",
            Endpoint.COMPLETIONS,
            "",
            "",
            0,
            64,
            Patience.DEFAULTS.call(),
            0,
            0,
            0,
            0,
            0);

    public OpenAiSection {
        Rule.require(
                keyVariable.isEmpty() || keyVariable.matches("[A-Za-z_][A-Za-z0-9_]*"),
                "key-variable must be the name of an environment variable",
                "another text");
        Rule.require(
                keyVariable.isEmpty() || keyFile.isEmpty(), "key-file must be left out beside key-variable", keyFile);
        Rule.require(contextTokens >= 0, "context-tokens must be 0 or more", contextTokens);
        Rule.require(tokensMax >= 0, "tokens-max must be 0 (no bound) or more", tokensMax);
        Rule.require(costMax >= 0, "cost-max must be 0 (no bound) or more", costMax);
        // The client's own rules.
        settings(
                baseUrl,
                modelName,
                endpoint,
                contextTokens,
                concurrencyMax,
                callMax,
                new Spending(
                        Optional.of(tokensMax).filter(bound -> bound > 0),
                        Optional.of(costMax).filter(bound -> bound > 0),
                        promptPrice,
                        cachedPrice,
                        completionPrice));
    }

    /** The same for the client. */
    public OpenAiSettings settings() {
        Spending spending = new Spending(
                Optional.of(tokensMax).filter(bound -> bound > 0),
                Optional.of(costMax).filter(bound -> bound > 0),
                promptPrice,
                cachedPrice,
                completionPrice);
        return settings(baseUrl, modelName, endpoint, contextTokens, concurrencyMax, callMax, spending);
    }

    private static OpenAiSettings settings(
            String baseUrl,
            String modelName,
            Endpoint endpoint,
            int contextTokens,
            int concurrencyMax,
            Duration callMax,
            Spending spending) {
        URI url;
        try {
            url = URI.create(baseUrl);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base-url must be an address, was '" + baseUrl + "'", e);
        }
        Patience patience = new Patience(Patience.DEFAULTS.connect(), Patience.DEFAULTS.silence(), callMax);
        return new OpenAiSettings(
                url,
                modelName,
                endpoint,
                Optional.of(contextTokens).filter(tokens -> tokens > 0),
                concurrencyMax,
                patience,
                spending);
    }
}

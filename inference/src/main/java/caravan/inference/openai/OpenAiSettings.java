package caravan.inference.openai;

import java.net.URI;
import java.util.Optional;

/**
 * Which server is asked, and how.
 *
 * @param baseUrl where the API begins, such as {@code http://127.0.0.1:8000/v1}
 * @param model the model's name there, which is also its version here
 * @param endpoint which of the two ways to ask
 * @param contextTokensMax the context where the server does not say; empty if it is to
 * @param concurrencyMax the most calls at one time, at least 1; how many of them the server bears is found out
 * @param patience when an answer is too late
 * @param spending what may be spent
 */
public record OpenAiSettings(
        URI baseUrl,
        String model,
        Endpoint endpoint,
        Optional<Integer> contextTokensMax,
        int concurrencyMax,
        Patience patience,
        Spending spending) {
    /** The two ways to ask. */
    public enum Endpoint {
        /** The text is continued as it stands; what a base model needs, and the steps' prompts are written for. */
        COMPLETIONS("completions"),
        /**
         * For servers that offer nothing else: the prefix goes as the system's message, the text as the user's, and the
         * server puts its own template around them.
         */
        CHAT("chat/completions");

        private final String path;

        Endpoint(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }
    }

    public OpenAiSettings {
        if (!isWebAddress(baseUrl)) {
            throw new IllegalArgumentException(
                    "base-url must begin with http:// or https://, name a host and hold no user, query or fragment,"
                            + " was "
                            + withoutUser(baseUrl));
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException("model-name must name the model as its server does, was blank");
        }
        if (contextTokensMax.isPresent() && contextTokensMax.get() < 1) {
            throw new IllegalArgumentException("context-tokens must be at least 1, was " + contextTokensMax.get());
        }
        if (concurrencyMax < 1) {
            throw new IllegalArgumentException("concurrency-max must be at least 1, was " + concurrencyMax);
        }
    }

    /** Completions, 64 calls at most, no bound on what is spent. */
    public static OpenAiSettings of(URI baseUrl, String model) {
        return new OpenAiSettings(
                baseUrl, model, Endpoint.COMPLETIONS, Optional.empty(), 64, Patience.DEFAULTS, Spending.UNBOUNDED);
    }

    /** The same by that way. */
    public OpenAiSettings with(Endpoint other) {
        return new OpenAiSettings(baseUrl, model, other, contextTokensMax, concurrencyMax, patience, spending);
    }

    /** The same with that patience. */
    public OpenAiSettings with(Patience other) {
        return new OpenAiSettings(baseUrl, model, endpoint, contextTokensMax, concurrencyMax, other, spending);
    }

    /** The same within those bounds. */
    public OpenAiSettings with(Spending other) {
        return new OpenAiSettings(baseUrl, model, endpoint, contextTokensMax, concurrencyMax, patience, other);
    }

    /** The same with at most so many calls at a time. */
    public OpenAiSettings withConcurrencyMax(int other) {
        return new OpenAiSettings(baseUrl, model, endpoint, contextTokensMax, other, patience, spending);
    }

    URI at(String path) {
        String base = baseUrl.toString();
        return URI.create(base.endsWith("/") ? base + path : base + "/" + path);
    }

    private static boolean isWebAddress(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    /** A password in an address is not for a log. */
    private static String withoutUser(URI url) {
        return url.toString().replaceAll("//[^/@]*@", "//(user)@");
    }
}

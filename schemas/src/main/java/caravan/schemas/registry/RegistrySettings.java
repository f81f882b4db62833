package caravan.schemas.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * How a registry is reached. TLS follows the JVM's own settings ({@code javax.net.ssl.trustStore} and its kin).
 *
 * @param urls its addresses, tried in turn; one at least
 * @param authorization the value of the Authorization header, if it wants one
 * @param registers whether unknown schemas are registered, or must have been by someone with the right to
 * @param timeout how long one request may take
 * @param attempts how often a request is sent before its failure is final, at least 1
 */
public record RegistrySettings(
        List<URI> urls, Optional<String> authorization, boolean registers, Duration timeout, int attempts) {
    public RegistrySettings {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("schema registry: at least one URL is needed, there was none");
        }
        for (URI url : urls) {
            if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
                throw new IllegalArgumentException(
                        "schema registry: a URL begins with http:// or https://, was " + url);
            }
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("schema registry: attempts must be at least 1, was " + attempts);
        }
    }

    /** A registry that asks for no name, with six attempts of ten seconds. */
    public static RegistrySettings at(URI... urls) {
        return new RegistrySettings(List.of(urls), Optional.empty(), true, Duration.ofSeconds(10), 6);
    }

    /** The same, with a user and password. */
    public RegistrySettings basic(String user, String password) {
        String credentials = user + ":" + password;
        return authorizedBy(
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same, with a token. */
    public RegistrySettings bearer(String token) {
        return authorizedBy("Bearer " + token);
    }

    /** The same, asking for the ids of schemas that others have registered. */
    public RegistrySettings lookingUpOnly() {
        return new RegistrySettings(urls, authorization, false, timeout, attempts);
    }

    private RegistrySettings authorizedBy(String header) {
        return new RegistrySettings(urls, Optional.of(header), registers, timeout, attempts);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "RegistrySettings[urls=" + urls + ", authorization=" + (authorization.isPresent() ? "set" : "none")
                + ", registers=" + registers + ", timeout=" + timeout + ", attempts=" + attempts + "]";
    }
}

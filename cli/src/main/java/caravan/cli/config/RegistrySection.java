package caravan.cli.config;

import java.net.URI;
import java.util.Optional;

/**
 * Which schema registry names the schemas.
 *
 * @param url where it is found, or {@code embedded} for a registry in this process
 * @param userInfo {@code user:password}, if the registry asks for one
 * @param port where the embedded registry listens on the loopback interface, in [0, 65535]; 0 takes a free one
 */
public record RegistrySection(String url, Optional<String> userInfo, int port) {
    static final RegistrySection DEFAULTS = new RegistrySection(KafkaSection.EMBEDDED, Optional.empty(), 0);

    public RegistrySection {
        Rule.require(
                url.equals(KafkaSection.EMBEDDED) || isWebAddress(url),
                "url must be 'embedded' or begin with http:// or https://",
                url);
        Rule.require(
                userInfo.map(user -> user.indexOf(':') > 0).orElse(true),
                "user-info must be user:password",
                "another text");
        Rule.require(port >= 0 && port <= 65_535, "port must be in [0, 65535]", port);
    }

    /** Whether Caravan starts the registry itself. */
    public boolean isEmbedded() {
        return url.equals(KafkaSection.EMBEDDED);
    }

    private static boolean isWebAddress(String url) {
        try {
            URI address = URI.create(url);
            return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

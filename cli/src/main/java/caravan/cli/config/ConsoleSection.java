package caravan.cli.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The web console. Beyond the loopback interface it wants a token (environment variable {@value #TOKEN}) and a
 * certificate.
 *
 * @param enabled whether {@code run} and {@code demo} serve it
 * @param address of the interface to listen on
 * @param port in [0, 65535]; 0 takes {@value #PORT_TRIED_FIRST} if that is free, else any free one
 * @param keystore a PKCS #12 file with the certificate and its key, whose password is in the environment variable
 *     {@value #KEYSTORE_PASSWORD}; without one it speaks plain HTTP
 * @param ask whether its pages may put questions to the models, which costs calls
 * @param pricePerMillionPrompt what a million tokens of prompts cost, in any currency; 0 if it does not matter
 * @param pricePerMillionCompletion the same for tokens that a model wrote
 */
public record ConsoleSection(
        boolean enabled,
        String address,
        int port,
        Optional<Path> keystore,
        boolean ask,
        double pricePerMillionPrompt,
        double pricePerMillionCompletion) {
    /** The environment variable that holds the token. */
    public static final String TOKEN = "CARAVAN_CONSOLE_TOKEN";

    /** The environment variable that holds the key store's password. */
    public static final String KEYSTORE_PASSWORD = "CARAVAN_CONSOLE_KEYSTORE_PASSWORD";

    /** So that an address that somebody has kept goes on being right. */
    public static final int PORT_TRIED_FIRST = 7077;

    static final ConsoleSection DEFAULTS = new ConsoleSection(true, "127.0.0.1", 0, Optional.empty(), false, 0, 0);

    public ConsoleSection {
        Rule.require(!address.isBlank(), "address must be that of an interface", "'" + address + "'");
        Rule.require(port >= 0 && port <= 65_535, "port must be in [0, 65535]", port);
        Rule.require(pricePerMillionPrompt >= 0, "price-per-million-prompt must be at least 0", pricePerMillionPrompt);
        Rule.require(
                pricePerMillionCompletion >= 0,
                "price-per-million-completion must be at least 0",
                pricePerMillionCompletion);
    }
}

package caravan.inference.openai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a server wants to see before it answers. It comes from the environment or a file, never from a configuration,
 * and no text that is made here holds it.
 */
public final class ApiKey {
    /** For a server that asks for none. */
    public static final ApiKey NONE = new ApiKey("", "no key");

    private static final String HIDDEN = "(key)";

    private final String secret;
    private final String source;

    private ApiKey(String secret, String source) {
        this.secret = secret;
        this.source = source;
    }

    /**
     * The key that a variable holds.
     *
     * @throws IOException if it is not set or no key
     */
    public static ApiKey fromEnvironment(String variable, Map<String, String> environment) throws IOException {
        String source = "environment variable " + variable;
        String value = environment.get(variable);
        if (value == null) {
            throw new IOException(source + ": is not set, and the model's server is to be asked with the key in it");
        }
        return of(value, source);
    }

    /**
     * The key that a file holds and nothing else; white space around it is no part of it.
     *
     * @throws IOException if the file cannot be read or holds no key
     */
    public static ApiKey fromFile(Path file) throws IOException {
        return of(Files.readString(file), "file " + file);
    }

    /** The value of the header Authorization; empty without a key. */
    Optional<String> authorization() {
        return secret.isEmpty() ? Optional.empty() : Optional.of("Bearer " + secret);
    }

    /** A text of the server's, which may quote the key, without it. */
    String hiddenIn(String text) {
        return secret.isEmpty() ? text : text.replace(secret, HIDDEN);
    }

    /** Where it came from. */
    @Override
    public String toString() {
        return source;
    }

    private static ApiKey of(String value, String source) throws IOException {
        String key = value.strip();
        if (key.isEmpty() || !key.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
            throw new IOException(source + ": a key must be one word of ASCII, was another text of " + value.length()
                    + " characters");
        }
        return new ApiKey(key, source);
    }
}

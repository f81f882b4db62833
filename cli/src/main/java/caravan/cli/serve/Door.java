package caravan.cli.serve;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who may come in. Beyond the loopback interface only who shows the token; on it, where there is none, whoever speaks
 * to it by a name of the loopback interface, so that no web page that a browser shows can ask through a name of its
 * own.
 */
public final class Door {
    private final Optional<String> token;

    /**
     * A door.
     *
     * @param address that is listened on
     * @throws IllegalArgumentException where others could reach it and no token is asked for
     */
    public Door(InetAddress address, Optional<String> token) {
        if (token.isEmpty() && !address.isLoopbackAddress()) {
            throw new IllegalArgumentException("address " + address.getHostAddress()
                    + " is not of the loopback interface, and there a token must be asked for; none is set");
        }
        if (token.isPresent() && token.get().isBlank()) {
            throw new IllegalArgumentException("the token must not be blank");
        }
        this.token = token;
    }

    /** Lets a request in or throws. */
    void require(Headers headers) {
        if (token.isPresent()) {
            String shown =
                    Optional.ofNullable(headers.getFirst("Authorization")).orElse("");
            if (!isSame(shown, "Bearer " + token.get())) {
                throw new ApiError(401, "invalid_api_key", "", "the header Authorization must be Bearer and the token");
            }
            return;
        }
        String host = Optional.ofNullable(headers.getFirst("Host")).orElse("");
        if (!host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?")) {
            throw new ApiError(403, "foreign_host", "", "the header Host must name the loopback interface");
        }
    }

    /** In a time that does not tell how much was right. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a token is asked for, and never which. */
    @Override
    public String toString() {
        return token.isPresent() ? "with a token" : "without a token";
    }
}

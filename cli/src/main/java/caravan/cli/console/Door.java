package caravan.cli.console;

import caravan.cli.config.ConsoleSection;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may look. Beyond the loopback interface only who has shown the token, over TLS; on it, where there is none,
 * whoever speaks to it by a name of the loopback interface, so that no page of another site can look through a name of
 * its own. A browser shows the token once and is given a session of a day. Thread-safe.
 */
final class Door {
    private static final String COOKIE = "caravan-console";
    private static final int TOKEN_CHARS_MIN = 16;
    private static final int SESSIONS_MAX = 256;
    private static final long SESSION_MILLIS = 24 * 3_600_000L;

    private final Optional<String> token;
    private final boolean isSecure;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Long> endBySession = new LinkedHashMap<>();

    /**
     * A door.
     *
     * @param address that is listened on
     * @param isSecure whether TLS is spoken
     * @throws IllegalArgumentException where others could reach it without a token or could read along
     */
    Door(InetAddress address, Optional<String> token, boolean isSecure) {
        if (!address.isLoopbackAddress() && (token.isEmpty() || !isSecure)) {
            String missing = token.isEmpty()
                    ? "a token must be asked for; set the environment variable " + ConsoleSection.TOKEN
                    : "TLS must be spoken; set console.keystore";
            throw new IllegalArgumentException("console.address " + address.getHostAddress()
                    + " is not of the loopback interface, and there " + missing);
        }
        if (token.isPresent() && token.get().strip().length() < TOKEN_CHARS_MIN) {
            throw new IllegalArgumentException(ConsoleSection.TOKEN + " must have at least " + TOKEN_CHARS_MIN
                    + " characters, had " + token.get().strip().length());
        }
        this.token = token.map(String::strip);
        this.isSecure = isSecure;
    }

    boolean asksForToken() {
        return token.isPresent();
    }

    /** Lets a request for data in, or throws. */
    void require(Context context) {
        requireName(context);
        if (token.isEmpty()) {
            return;
        }
        String shown = Optional.ofNullable(context.header("Authorization")).orElse("");
        if (!isSame(shown, "Bearer " + token.get()) && !isInSession(context.cookie(COOKIE))) {
            throw new UnauthorizedResponse("a token is asked for");
        }
    }

    /** Pages hold no data and are for everybody who calls this server by its name. */
    void requireName(Context context) {
        String host = Optional.ofNullable(context.header("Host")).orElse("");
        if (token.isEmpty() && !host.matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?")) {
            throw new ForbiddenResponse("the header Host must name the loopback interface");
        }
    }

    /** Gives a session for the token. */
    void open(Context context, String shown) {
        if (token.isEmpty() || !isSame(shown.strip(), token.get())) {
            throw new UnauthorizedResponse("that is not the token");
        }
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String session = HexFormat.of().formatHex(bytes);
        synchronized (endBySession) {
            endBySession.values().removeIf(end -> end < System.currentTimeMillis());
            if (endBySession.size() >= SESSIONS_MAX) {
                endBySession.remove(endBySession.keySet().iterator().next());
            }
            endBySession.put(session, System.currentTimeMillis() + SESSION_MILLIS);
        }
        Cookie cookie = new Cookie(COOKIE, session);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(isSecure);
        cookie.setSameSite(SameSite.STRICT);
        context.cookie(cookie);
    }

    private boolean isInSession(@Nullable String session) {
        synchronized (endBySession) {
            Long end = session == null ? null : endBySession.get(session);
            return end != null && end >= System.currentTimeMillis();
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

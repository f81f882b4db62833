package caravan.inference.openai;

import java.time.Duration;

/**
 * When an answer is too late. A call takes as long as its tokens and the server's queue do, so that time alone does not
 * tell a slow server from a dead one.
 *
 * @param connect for a connection
 * @param silence without any answer from the server while calls wait, after which it is asked whether it lives; it has
 *     as long again, twice, to say so
 * @param call for one call; past it the call is given back as OVERLOADED, though the server lives
 */
public record Patience(Duration connect, Duration silence, Duration call) {
    /** 10 s, 30 s, 5 min. */
    public static final Patience DEFAULTS =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5));

    public Patience {
        requirePositive("connect", connect);
        requirePositive("silence", silence);
        requirePositive("call", call);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, was " + value);
        }
    }
}

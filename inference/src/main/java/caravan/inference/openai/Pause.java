package caravan.inference.openai;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to leave a server alone that refused a call for its load: as long as it says (RFC 9110, section 10.2.3, or
 * OpenAI's {@code retry-after-ms}) and up to a tenth more, so that many clients do not come back at once; where it says
 * nothing, a time drawn evenly from [0, min(60 s, 1 s * 2^(refusals in a row - 1))].
 */
final class Pause {
    private static final long FIRST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;
    private static final int DOUBLINGS_MAX = 10;

    private Pause() {}

    /** What the server asked for. */
    static Optional<Duration> askedFor(HttpHeaders headers, Instant now) {
        return headers.firstValue("retry-after-ms")
                .flatMap(millis -> number(millis).map(Duration::ofMillis))
                .or(() -> headers.firstValue("retry-after")
                        .flatMap(text -> number(text).map(Duration::ofSeconds).or(() -> until(text, now))));
    }

    static Duration of(Optional<Duration> askedFor, int refusalsInARow) {
        if (askedFor.isPresent()) {
            long millis = askedFor.get().toMillis();
            return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1));
        }
        long ceiling = FIRST_MILLIS << Math.min(refusalsInARow - 1, DOUBLINGS_MAX);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.min(LONGEST_MILLIS, ceiling) + 1));
    }

    /** A whole number of seconds, as the RFC has it, or one with a fraction, as some servers do. */
    private static Optional<Long> number(String text) {
        return text.strip().matches("[0-9]{1,9}(\\.[0-9]+)?")
                ? Optional.of((long) Math.ceil(Double.parseDouble(text.strip())))
                : Optional.empty();
    }

    private static Optional<Duration> until(String text, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(now, then);
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeParseException e) {
            return Optional.empty(); // Neither form: as if it said nothing.
        }
    }
}

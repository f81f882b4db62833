package caravan.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PauseTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after | 7 | PT7S",
                "retry-after | 0.4 | PT1S",
                "retry-after-ms | 250 | PT0.25S",
                "retry-after | Thu, 01 Jan 2026 00:00:30 GMT | PT30S",
                "retry-after | Wed, 31 Dec 2025 00:00:30 GMT | PT0S",
            })
    void readsWhatTheServerAsksFor(String header, String value, Duration expected) {
        HttpHeaders headers = HttpHeaders.of(Map.of(header, List.of(value)), (name, text) -> true);

        assertThat(Pause.askedFor(headers, NOW)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-3", "99999999999999"})
    void takesWhatIsNeitherFormForNothingSaid(String value) {
        HttpHeaders headers = HttpHeaders.of(Map.of("retry-after", List.of(value)), (name, text) -> true);

        assertThat(Pause.askedFor(headers, NOW)).isEmpty();
    }

    @Test
    void isAsLongAsAskedForAndUpToATenthMore() {
        for (int i = 0; i < 100; i++) {
            assertThat(Pause.of(Optional.of(Duration.ofSeconds(10)), 1))
                    .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
        }
    }

    @Test
    void growsWithEachRefusalWhereNothingIsAskedForUpToAMinute() {
        for (int i = 0; i < 100; i++) {
            assertThat(Pause.of(Optional.empty(), 1)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
            assertThat(Pause.of(Optional.empty(), 4)).isBetween(Duration.ZERO, Duration.ofSeconds(8));
            assertThat(Pause.of(Optional.empty(), 90)).isBetween(Duration.ZERO, Duration.ofSeconds(60));
        }
    }
}

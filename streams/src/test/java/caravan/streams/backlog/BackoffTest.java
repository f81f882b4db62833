package caravan.streams.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @Property
    void staysBelowTheDoubledAndTheLongest(@ForAll @IntRange(min = 1, max = 1_000) int failures, @ForAll long seed) {
        long delay = backoff.delayMillis(failures, new SplittableRandom(seed));

        assertThat(delay).isBetween(0L, Math.min(30_000L, 500L << Math.min(20, failures - 1)));
    }

    @Test
    void refusesAFirstWaitLongerThanTheLongest() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("0 < first <= longest");
    }
}

package caravan.producers.sample;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.producers.Batch;
import caravan.producers.Found;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleSourceTest {
    private static final List<Found.Task> POOL =
            List.of(new Found.Task("a", ""), new Found.Task("b", ""), new Found.Task("c", "1"));

    @Test
    void drawsEachTaskOnceARoundAndGoesOnWhereItWas() throws IOException {
        SampleSource source = SampleSource.open(POOL, 7, 8, Map.of());
        Batch first = source.next(4, Duration.ZERO);
        Batch rest = source.next(9, Duration.ZERO);

        Batch again = SampleSource.open(POOL, 7, 8, first.positions()).next(9, Duration.ZERO);

        assertThat(first.entries().subList(0, 3))
                .extracting(entry -> (Object) entry.found())
                .containsExactlyInAnyOrderElementsOf(POOL);
        assertThat(again).isEqualTo(rest);
        assertThat(rest.entries()).hasSize(4);
        assertThat(rest.isEnd()).isTrue();
    }
}

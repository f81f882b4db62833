package caravan.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void takesTheMiddleOne() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void findsTheValueBelowWhichAShareLies() {
        var latencies = new double[] {5, 1, 2, 3, 4};

        assertThat(Spread.quantile(latencies, 0.8)).isEqualTo(4);
        assertThat(Spread.quantile(latencies, 0.95)).isEqualTo(5);
    }
}

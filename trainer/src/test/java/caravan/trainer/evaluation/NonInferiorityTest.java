package caravan.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NonInferiorityTest {

    @Test
    void anIdenticalCopyPassesAndAModelAtChanceIsRefusedWithEverySeed() {
        for (int seed = 0; seed < 20; seed++) {
            var served = draws(new Random(seed), 0.7);
            var shuffled = draws(new Random(seed + 1_000), 0.5);

            assertThat(NonInferiority.of(served, served.clone(), 0.03, 1_000).passes())
                    .isTrue();
            assertThat(NonInferiority.of(shuffled, served, 0.03, 1_000).passes())
                    .isFalse();
        }
    }

    @Test
    void aLossOfTheMarginIsRefused() {
        var served = draws(new Random(1), 1.0);
        var worse = served.clone();
        for (int i = 0; i < 30; i++) {
            worse[i] = 0;
        }

        assertThat(NonInferiority.of(worse, served, 0.03, 1_000).passes()).isFalse();
    }

    @Test
    void tooFewItemsAreNoPass() {
        assertThatThrownBy(() -> NonInferiority.of(new double[999], new double[999], 0.03, 1_000))
                .hasMessage("the gate needs at least 1000 items, had 999");
    }

    private static double[] draws(Random random, double chance) {
        return random.doubles(1_000).map(draw -> draw < chance ? 1 : 0).toArray();
    }
}

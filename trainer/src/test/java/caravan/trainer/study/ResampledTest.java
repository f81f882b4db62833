package caravan.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ResampledTest {
    @Test
    void isWiderWhereSeedsDifferThanItemsAloneWouldMakeIt() {
        Resampled alike = Resampled.of(seeds(0.5, 0.5, 0.5), 1);
        Resampled apart = Resampled.of(seeds(0.2, 0.5, 0.8), 1);

        assertThat(apart.mean()).isCloseTo(alike.mean(), within(0.05));
        assertThat(apart.high() - apart.low()).isGreaterThan(3 * (alike.high() - alike.low()));
    }

    @Test
    void isAsWideOverItemsAsTheirNumberSays() {
        Resampled one = Resampled.of(new double[][] {seeds(0.5)[0]}, 1);

        // A standard error of 0.5 / sqrt(400), twice 1.96 times.
        assertThat(one.high() - one.low()).isCloseTo(0.098, within(0.01));
        assertThat(one.mean()).isBetween(one.low(), one.high());
    }

    @Test
    void givesTheSameIntervalForTheSameDraws() {
        assertThat(Resampled.of(seeds(0.3, 0.4), 7)).isEqualTo(Resampled.of(seeds(0.3, 0.4), 7));
    }

    @Test
    void refusesSeedsThatDidNotAnswerTheSameItems() {
        assertThatThrownBy(() -> Resampled.of(new double[][] {{1, 0}, {1}}, 1))
                .hasMessage("scores must be of at least one seed and item, and as many for each seed");
    }

    /** Four hundred scores of 0 or 1 for each seed. */
    private static double[][] seeds(double... rates) {
        var random = new SplittableRandom(3);
        double[][] scores = new double[rates.length][400];
        for (int seed = 0; seed < rates.length; seed++) {
            for (int item = 0; item < 400; item++) {
                scores[seed][item] = random.nextDouble() < rates[seed] ? 1 : 0;
            }
        }
        return scores;
    }
}

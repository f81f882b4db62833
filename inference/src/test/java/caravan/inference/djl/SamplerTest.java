package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.SamplingParams;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private final Sampler sampler = new Sampler();

    @Test
    void takesTheLikeliestAtTemperatureZero() {
        assertThat(sampler.draw(new float[] {9, 0.2f, 0.5f, 0.3f}, 1, 3, params(0, 0.1), 7, 0))
                .isEqualTo(1);
    }

    @Test
    void drawsOnlyFromTheSmallestSetThatReachesTopP() {
        float[] probabilities = {0.05f, 0.4f, 0.15f, 0.3f, 0.1f};

        int[] counts = new int[5];
        for (int seed = 0; seed < 20_000; seed++) {
            counts[sampler.draw(probabilities, 0, 5, params(1, 0.75), seed, 3)]++;
        }

        assertThat(counts[0]).isZero();
        assertThat(counts[4]).isZero();
        assertThat(counts[1] / 20_000.0).isCloseTo(0.4 / 0.85, within(0.02));
        assertThat(counts[2] / 20_000.0).isCloseTo(0.15 / 0.85, within(0.02));
        assertThat(counts[3] / 20_000.0).isCloseTo(0.3 / 0.85, within(0.02));
    }

    @Test
    void breaksTiesByIndex() {
        float[] probabilities = {0.25f, 0.25f, 0.25f, 0.25f};

        for (int seed = 0; seed < 1_000; seed++) {
            assertThat(sampler.draw(probabilities, 0, 4, params(1, 0.5), seed, 0))
                    .isLessThan(2);
        }
    }

    @Test
    void drawsFromAllAtTopPOne() {
        var random = new Random(1);
        var probabilities = new float[1000];
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = random.nextFloat();
            sum += probabilities[i];
        }
        int lower = 0;
        double lowerMass = 0;
        for (int i = 0; i < 500; i++) {
            lowerMass += probabilities[i] / sum;
        }

        for (int position = 0; position < 20_000; position++) {
            lower += sampler.draw(probabilities, 0, 1000, params(1, 1), 5, position) < 500 ? 1 : 0;
        }

        assertThat(lower / 20_000.0).isCloseTo(lowerMass, within(0.02));
    }

    @Test
    void aDrawDependsOnSeedAndPositionAlone() {
        float[] probabilities = {0.2f, 0.2f, 0.2f, 0.2f, 0.2f};

        int before = sampler.draw(probabilities, 0, 5, params(1, 0.9), 11, 4);
        sampler.draw(probabilities, 0, 5, params(1, 0.9), 99, 1);

        assertThat(sampler.draw(probabilities, 0, 5, params(1, 0.9), 11, 4)).isEqualTo(before);
    }

    @Test
    void drawsOnlyFromTheLikeliestK() {
        float[] probabilities = {0.05f, 0.4f, 0.15f, 0.3f, 0.1f};

        assertThat(drawn(probabilities, params(1, 1).withTopK(2))).containsExactly(1, 3);
        assertThat(drawn(probabilities, params(1, 1).withTopK(1))).containsExactly(1);
        assertThat(drawn(probabilities, params(1, 1).withTopK(9))).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void topPCountsAmongThoseThatTopKKept() {
        // Of 0.4 + 0.3 the first is 57%.
        float[] probabilities = {0.05f, 0.4f, 0.15f, 0.3f, 0.1f};

        assertThat(drawn(probabilities, params(1, 0.5).withTopK(2))).containsExactly(1);
        assertThat(drawn(probabilities, params(1, 0.5))).containsExactly(1, 3);
    }

    @Test
    void drawsOnlyWhatIsAtLeastMinPTimesAsLikelyAsTheLikeliest() {
        float[] probabilities = {0.05f, 0.4f, 0.15f, 0.3f, 0.1f};

        assertThat(drawn(probabilities, params(1, 1).withMinP(0.37))).containsExactly(1, 2, 3);
    }

    @Test
    void breaksTiesOfTopKByIndex() {
        assertThat(drawn(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, params(1, 1).withTopK(3)))
                .containsExactly(0, 1, 2);
    }

    private Set<Integer> drawn(float[] probabilities, SamplingParams sampling) {
        return IntStream.range(0, 2_000)
                .mapToObj(seed -> sampler.draw(probabilities, 0, probabilities.length, sampling, seed, 0))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static SamplingParams params(double temperature, double topP) {
        return new SamplingParams(temperature, topP, 1, List.of());
    }
}

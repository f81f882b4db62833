package caravan.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.LearningTest;
import caravan.trainer.gate.Learning.PairScore;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scores as they were measured of adapters of {@code pocket}: means and scatter, in nats a token. */
class LearningVerdictTest {
    @Test
    void aModelTrainedGentlyOnRightAnswersLearnedThem() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(test(seed, 120, 0.96, 0.09, 0.09)).isEqualTo("learned");
            assertThat(test(seed, 100, 0.22, 0.08, 0.10)).isEqualTo("learned");
        }
    }

    @Test
    void aModelTrainedHardOnRightAnswersLearnedThem() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(test(seed, 120, 1.74, 0.106, 0.08)).isEqualTo("learned");
        }
    }

    @Test
    void aModelTrainedOnShuffledAnswersDidNotLearnWhatTheyAnswerHoweverFewTheStepsWere() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(test(seed, 120, 0.95, 0, 0.09)).isEqualTo("pairs-not-learned");
            assertThat(test(seed, 100, 0.22, 0, 0.14)).isEqualTo("pairs-not-learned");
        }
    }

    @Test
    void aModelThatKnowsShuffledAnswersByHeartDidNotEither() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(test(seed, 120, 1.75, 0.035, 0.03)).isEqualTo("pairs-not-learned");
        }
    }

    @Test
    void aCopyOfTheBaseGainedNothingButForRounding() {
        LearningTest test = Learning.test(IntStream.range(0, 120)
                .mapToObj(i -> new PairScore(-3 + (i % 2 == 0 ? 1e-7 : 0), -3, -3))
                .toList());

        assertThat(test.getFinding()).isEqualTo("nothing-gained");
    }

    @Test
    void fewPairsTellNothing() {
        assertThat(test(1, 99, 1, 0, 0.1)).isEqualTo("too-few-pairs");
        assertThat(Learning.told(Learning.test(List.of()))).contains("too-few-pairs: 0 of its rows");
    }

    private static String test(int seed, int pairs, double gain, double margin, double scatter) {
        Random random = new Random(seed);
        List<PairScore> scores = IntStream.range(0, pairs)
                .mapToObj(i -> {
                    double ofBase = -4 + 0.5 * random.nextGaussian();
                    double own = ofBase + gain + 0.3 * gain * random.nextGaussian();
                    return new PairScore(own, own - margin - scatter * random.nextGaussian(), ofBase);
                })
                .toList();
        return Learning.test(scores).getFinding();
    }
}

package caravan.trainer.evaluation;

import java.util.function.IntPredicate;

/** How the log-probabilities of an item's choices become its score in [0, 1]. */
public enum Measure {
    /** 1 if the likeliest choice is a right one, else 0: TruthfulQA's MC1, BIG-bench's multiple-choice grade. */
    LIKELIEST {
        @Override
        double score(double[] logProbabilities, IntPredicate isRight) {
            int best = 0;
            for (int i = 1; i < logProbabilities.length; i++) {
                best = logProbabilities[i] > logProbabilities[best] ? i : best;
            }
            return isRight.test(best) ? 1 : 0;
        }
    },
    /** The share of the right choices in the probability of all: TruthfulQA's MC2. */
    MASS {
        @Override
        double score(double[] logProbabilities, IntPredicate isRight) {
            double most = Double.NEGATIVE_INFINITY;
            for (double each : logProbabilities) {
                most = Math.max(most, each);
            }
            double right = 0;
            double all = 0;
            for (int i = 0; i < logProbabilities.length; i++) {
                // Relative to the likeliest, since the probabilities themselves are too small for a double.
                double probability = Math.exp(logProbabilities[i] - most);
                all += probability;
                right += isRight.test(i) ? probability : 0;
            }
            return right / all;
        }
    };

    /**
     * The score of an item whose choices have these log-probabilities; says of a choice's place whether it is right.
     */
    abstract double score(double[] logProbabilities, IntPredicate isRight);
}

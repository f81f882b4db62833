package caravan.trainer.evaluation;

/**
 * Whether a model is no worse than another by more than a margin, from their scores on the same items: it is if mean(d)
 * - z * sd(d) / sqrt(n) &gt; -margin, d being the difference of an item's two scores, z the one-sided 95% normal
 * quantile. An identical copy has d = 0 everywhere and always passes.
 *
 * @param items how many pairs
 * @param difference mean of the new model's score less the other's, in [-1, 1]
 * @param lowerBound the one-sided 95% lower bound of the difference
 * @param margin the greatest loss that is borne, in (0, 1)
 */
public record NonInferiority(int items, double difference, double lowerBound, double margin) {
    private static final double Z_ONE_SIDED_95 = 1.6448536269514722;

    /**
     * Compares scores in [0, 1], pair by pair.
     *
     * @throws IllegalArgumentException if there are fewer than {@code itemsMin} pairs: too few to tell is not a pass
     */
    public static NonInferiority of(double[] candidate, double[] reference, double margin, int itemsMin) {
        var n = candidate.length;
        if (n != reference.length) {
            throw new IllegalArgumentException("scores must be paired, were " + n + " and " + reference.length);
        }
        if (n < Math.max(2, itemsMin)) {
            throw new IllegalArgumentException("the gate needs at least " + Math.max(2, itemsMin) + " items, had " + n);
        }
        if (!(margin > 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be in (0, 1), was " + margin);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += score(candidate[i]) - score(reference[i]);
        }
        var mean = sum / n;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            var off = candidate[i] - reference[i] - mean;
            squares += off * off;
        }
        var standardError = Math.sqrt(squares / (n - 1) / n);
        return new NonInferiority(n, mean, mean - Z_ONE_SIDED_95 * standardError, margin);
    }

    /** Whether the candidate may stand in the other's place. */
    public boolean passes() {
        return lowerBound > -margin;
    }

    private static double score(double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score must be in [0, 1], was " + score);
        }
        return score;
    }
}

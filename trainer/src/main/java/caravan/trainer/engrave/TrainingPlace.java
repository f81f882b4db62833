package caravan.trainer.engrave;

/**
 * How far a training is, beside its weights and moments: with them, all that it needs to go on. The order of the
 * examples and the dropout follow from the seed and these counts.
 *
 * @param step optimizer steps taken
 * @param epochsJudged epochs after which the held-out examples were measured
 * @param bestEpoch the one after which they were likeliest, counted from 1; 0 before the first
 * @param tokens passed through the model, padding not counted
 * @param seconds spent, over all processes that worked on it
 * @param trainLossFirst of the first step
 * @param trainLossSum of the steps of the epoch in hand
 * @param trainLossLast mean over the steps of the last epoch that was judged
 * @param heldOutLossBefore of the base
 * @param heldOutLossLatest as measured last
 * @param heldOutLossBest after {@code bestEpoch}
 */
record TrainingPlace(
        int step,
        int epochsJudged,
        int bestEpoch,
        long tokens,
        double seconds,
        double trainLossFirst,
        double trainLossSum,
        double trainLossLast,
        double heldOutLossBefore,
        double heldOutLossLatest,
        double heldOutLossBest) {

    /** Before the first step. */
    static TrainingPlace start(double heldOutLoss) {
        return new TrainingPlace(
                0, 0, 0, 0, 0, Double.NaN, 0, Double.NaN, heldOutLoss, heldOutLoss, Double.POSITIVE_INFINITY);
    }

    /** One step further. */
    TrainingPlace stepped(double loss, long stepTokens) {
        return new TrainingPlace(
                step + 1,
                epochsJudged,
                bestEpoch,
                tokens + stepTokens,
                seconds,
                step == 0 ? loss : trainLossFirst,
                trainLossSum + loss,
                trainLossLast,
                heldOutLossBefore,
                heldOutLossLatest,
                heldOutLossBest);
    }

    /** An epoch further; the first is the best so far, whatever came of it. */
    TrainingPlace judged(double heldOutLoss, int stepsPerEpoch) {
        boolean isBest = epochsJudged == 0 || heldOutLoss < heldOutLossBest;
        return new TrainingPlace(
                step,
                epochsJudged + 1,
                isBest ? epochsJudged + 1 : bestEpoch,
                tokens,
                seconds,
                trainLossFirst,
                0,
                trainLossSum / stepsPerEpoch,
                heldOutLossBefore,
                heldOutLoss,
                isBest ? heldOutLoss : heldOutLossBest);
    }

    /** The same after so much time. */
    TrainingPlace after(double moreSeconds) {
        return new TrainingPlace(
                step,
                epochsJudged,
                bestEpoch,
                tokens,
                seconds + moreSeconds,
                trainLossFirst,
                trainLossSum,
                trainLossLast,
                heldOutLossBefore,
                heldOutLossLatest,
                heldOutLossBest);
    }
}

package caravan.trainer.engrave;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training is, beside its weights and moments: with them, all that it needs to go on. The order of the
 * examples and the dropout follow from the seed and the counts. Losses are in nats per learned token.
 *
 * @param tokens passed through the model, padding not counted
 * @param seconds spent, over all processes that worked on it
 * @param losses of each step that was taken
 * @param heldOutLosses of the held-out examples: of the base, then after each epoch that was judged
 */
record TrainingPlace(long tokens, double seconds, List<Double> losses, List<Double> heldOutLosses) {
    TrainingPlace {
        losses = List.copyOf(losses);
        heldOutLosses = List.copyOf(heldOutLosses);
    }

    /** Optimizer steps taken. */
    int step() {
        return losses.size();
    }

    /** Epochs after which the held-out examples were measured. */
    int epochsJudged() {
        return heldOutLosses.size() - 1;
    }

    /**
     * The one after which they were likeliest, counted from 1; 0 before the first, which is the best so far in any
     * case.
     */
    int bestEpoch() {
        int best = Math.min(1, epochsJudged());
        for (int epoch = 2; epoch <= epochsJudged(); epoch++) {
            best = heldOutLosses.get(epoch) < heldOutLosses.get(best) ? epoch : best;
        }
        return best;
    }

    /** Mean over the steps of the last epoch that was judged. */
    double trainLossLast(int stepsPerEpoch) {
        return losses.subList((epochsJudged() - 1) * stepsPerEpoch, epochsJudged() * stepsPerEpoch).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    /** The same with an epoch more judged. */
    TrainingPlace judged(double heldOutLoss) {
        List<Double> more = new ArrayList<>(heldOutLosses);
        more.add(heldOutLoss);
        return new TrainingPlace(tokens, seconds, losses, more);
    }
}

package caravan.streams.novelty;

/**
 * Settings of novelty.
 *
 * @param outstandingDrawsMax draws of a run without an outcome, at most; 0 plans none, so that a run lives by its
 *     users' prompts alone
 * @param vanillaWeight share of draws that show tasks and ask for more
 * @param topicGuidedWeight share of draws that ask for instructions by red-team hints
 * @param subjectWeight share of draws that ask for more red-team subjects
 * @param machineExemplars how many of a vanilla draw's 5 exemplars are generated ones, in [0, 5]; the others are seeds
 * @param outcomePatienceMillis a draw without an outcome for this long no longer counts as outstanding, so that one
 *     dead letter does not keep its place for ever; an outcome that comes later is taken all the same
 */
public record NoveltySettings(
        int outstandingDrawsMax,
        int vanillaWeight,
        int topicGuidedWeight,
        int subjectWeight,
        int machineExemplars,
        long outcomePatienceMillis) {
    /**
     * Eight draws at a time; about three vanilla draws to one topic-guided, as in the original's yield of 267,597 and
     * 99,121; one subject draw, of up to ten subjects, to two topic-guided draws of five each; all exemplars human.
     */
    public static final NoveltySettings DEFAULTS = new NoveltySettings(8, 6, 2, 1, 0, 3_600_000);

    public NoveltySettings {
        if (outstandingDrawsMax < 0) {
            throw new IllegalArgumentException("outstandingDrawsMax must be at least 0, was " + outstandingDrawsMax);
        }
        if (vanillaWeight < 0 || topicGuidedWeight < 0 || subjectWeight < 0) {
            throw new IllegalArgumentException("weights must be at least 0, were " + vanillaWeight + ", "
                    + topicGuidedWeight + ", " + subjectWeight);
        }
        if (vanillaWeight + topicGuidedWeight + subjectWeight == 0) {
            throw new IllegalArgumentException("weights must not all be 0");
        }
        if (machineExemplars < 0 || machineExemplars > DrawPlanner.EXEMPLARS) {
            throw new IllegalArgumentException(
                    "machineExemplars must be in [0, " + DrawPlanner.EXEMPLARS + "], was " + machineExemplars);
        }
        if (outcomePatienceMillis < 1) {
            throw new IllegalArgumentException(
                    "outcomePatienceMillis must be at least 1, was " + outcomePatienceMillis);
        }
    }
}

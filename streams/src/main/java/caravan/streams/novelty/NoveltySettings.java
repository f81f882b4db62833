package caravan.streams.novelty;

import caravan.streams.flow.Rules;

/**
 * Settings of novelty.
 *
 * @param rules the paper's compare generated tasks with seeds and earlier generated tasks only, and of topic-guided
 *     instructions keep the first for each subject of a type, however alike; the improved compare all with all
 * @param acrossRuns whether everything that any run kept counts as known, and draws are numbered through all runs; else
 *     a run knows only its own, so that a second run under edited principles asks and answers the same again
 * @param outstandingDrawsMax draws of a run without an outcome, at most; 0 plans none, so that a run lives by its
 *     users' prompts alone
 * @param vanillaWeight share of draws that show tasks and ask for more
 * @param topicGuidedWeight share of draws that ask for instructions by red-team hints
 * @param subjectWeight share of draws that ask for more red-team subjects
 * @param machineExemplars how many of a vanilla draw's 5 exemplars are generated ones, in [0, 5]; the others are seeds
 * @param outcomePatienceMillis a draw without an outcome for this long no longer counts as outstanding, so that one
 *     dead letter does not keep its place for ever; an outcome that comes later is taken all the same
 * @param exhaustion when a way of drawing is given up
 */
public record NoveltySettings(
        Rules rules,
        boolean acrossRuns,
        int outstandingDrawsMax,
        int vanillaWeight,
        int topicGuidedWeight,
        int subjectWeight,
        int machineExemplars,
        long outcomePatienceMillis,
        Exhaustion exhaustion) {
    /**
     * Eight draws at a time; about three vanilla draws to one topic-guided, as in the original's yield of 267,597 and
     * 99,121; one subject draw, of up to ten subjects, to two topic-guided draws of five each; all exemplars human.
     */
    public static final NoveltySettings DEFAULTS =
            new NoveltySettings(Rules.IMPROVED, false, 8, 6, 2, 1, 0, 3_600_000, Exhaustion.DEFAULTS);

    /**
     * When a way of drawing is given up.
     *
     * @param windowDraws draws of the way with their outcomes, after each of which its yield is judged
     * @param yieldPercentMin what share of the window's items must have been new; 0 never gives up
     */
    public record Exhaustion(int windowDraws, double yieldPercentMin) {
        /** Below 2 of 100 items in 100 draws. */
        public static final Exhaustion DEFAULTS = new Exhaustion(100, 2);

        public Exhaustion {
            if (windowDraws < 1) {
                throw new IllegalArgumentException("windowDraws must be at least 1, was " + windowDraws);
            }
            if (!(yieldPercentMin >= 0 && yieldPercentMin <= 100)) {
                throw new IllegalArgumentException("yieldPercentMin must be in [0, 100], was " + yieldPercentMin);
            }
        }
    }

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

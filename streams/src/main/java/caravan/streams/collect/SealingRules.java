package caravan.streams.collect;

import java.time.Duration;

/**
 * When examples of a running run are sealed into a dataset, besides at the run's target; whichever comes first. 0 is
 * never.
 *
 * @param sealExamples once so many wait; such a dataset holds exactly so many
 * @param sealAfter once the first of them has waited so long
 * @param sealBytes once their files have so many bytes, compressed; looked at when a part has been written
 * @param replayQuiet once a replay's run has had no new example for so long; longer than the model takes for an answer
 */
public record SealingRules(long sealExamples, Duration sealAfter, long sealBytes, Duration replayQuiet) {
    /** At the target alone; a replay after two quiet minutes. */
    public static final SealingRules DEFAULTS = new SealingRules(0, Duration.ZERO, 0, Duration.ofMinutes(2));

    public SealingRules {
        atLeastZero("sealExamples", sealExamples, sealExamples < 0);
        atLeastZero("sealAfter", sealAfter, sealAfter.isNegative());
        atLeastZero("sealBytes", sealBytes, sealBytes < 0);
        atLeastZero("replayQuiet", replayQuiet, replayQuiet.isNegative());
    }

    private static void atLeastZero(String name, Object value, boolean isNegative) {
        if (isNegative) {
            throw new IllegalArgumentException(name + " must be at least 0, was " + value);
        }
    }

    boolean areEnough(long examples) {
        return sealExamples > 0 && examples >= sealExamples;
    }

    boolean areLarge(long bytes) {
        return sealBytes > 0 && bytes >= sealBytes;
    }

    boolean isLong(long waitedMillis) {
        return isOver(sealAfter, waitedMillis);
    }

    boolean isQuiet(long quietMillis) {
        return isOver(replayQuiet, quietMillis);
    }

    private static boolean isOver(Duration limit, long millis) {
        return !limit.isZero() && millis >= limit.toMillis();
    }
}

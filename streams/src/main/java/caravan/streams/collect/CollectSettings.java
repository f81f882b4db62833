package caravan.streams.collect;

import java.nio.file.Path;

/**
 * Settings of collect.
 *
 * @param folder where datasets are written; the trainer must be able to reach it under the same path
 * @param rules when a dataset is sealed
 * @param partExamplesMax most examples that wait in memory before a part is written
 * @param partMillisMax longest time that an example waits in memory before a part is written
 */
public record CollectSettings(Path folder, SealingRules rules, int partExamplesMax, long partMillisMax) {
    public CollectSettings {
        if (partExamplesMax < 1 || partMillisMax < 1) {
            throw new IllegalArgumentException("partExamplesMax and partMillisMax must be at least 1, were "
                    + partExamplesMax + " and " + partMillisMax);
        }
    }

    /** A part holds up to 1,000 examples and is written after 10 seconds. */
    public static CollectSettings in(Path folder, SealingRules rules) {
        return new CollectSettings(folder, rules, 1_000, 10_000);
    }
}

package caravan.streams.collect;

import java.nio.file.Path;

/**
 * Settings of collect.
 *
 * @param folder where datasets are written; the trainer must be able to reach it under the same path
 * @param sealEvery seals a dataset each time a run has so many new examples; 0 for only at the run's target
 * @param partExamplesMax most examples that wait in memory before a part is written
 * @param partMillisMax longest time that an example waits in memory before a part is written
 */
public record CollectSettings(Path folder, long sealEvery, int partExamplesMax, long partMillisMax) {
    public CollectSettings {
        if (sealEvery < 0) {
            throw new IllegalArgumentException("sealEvery must be at least 0, was " + sealEvery);
        }
        if (partExamplesMax < 1 || partMillisMax < 1) {
            throw new IllegalArgumentException("partExamplesMax and partMillisMax must be at least 1, were "
                    + partExamplesMax + " and " + partMillisMax);
        }
    }

    /** Seals at targets only; a part holds up to 1,000 examples and is written after 10 seconds. */
    public static CollectSettings in(Path folder) {
        return new CollectSettings(folder, 0, 1_000, 10_000);
    }
}

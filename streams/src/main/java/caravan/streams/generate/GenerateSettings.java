package caravan.streams.generate;

import caravan.schemas.Topics;
import caravan.streams.backlog.BacklogSettings;
import java.util.List;

/**
 * How {@code generate} behaves.
 *
 * @param steps the asking steps, downstream first: the order in which their requests are served
 * @param inFlightMax calls with the engine at one time, over all steps and tasks of this JVM; about two batches
 * @param backlog how each backlog behaves
 */
public record GenerateSettings(List<String> steps, int inFlightMax, BacklogSettings backlog) {
    public GenerateSettings {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps must name at least one asking step, was empty");
        }
        if (inFlightMax < 1) {
            throw new IllegalArgumentException("inFlightMax must be at least 1, was " + inFlightMax);
        }
        steps = List.copyOf(steps);
    }

    /** The asking steps of the path, 64 calls in flight. */
    public static GenerateSettings defaults() {
        return new GenerateSettings(Topics.ASKING_STEPS, 64, BacklogSettings.defaults());
    }
}

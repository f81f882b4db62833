package caravan.streams.generate;

import caravan.schemas.Topics;
import caravan.streams.backlog.BacklogSettings;
import java.util.List;

/**
 * How {@code generate} behaves.
 *
 * @param steps the asking steps, downstream first: of calls that wait inside the engine, the first step's go first
 * @param places how the calls in flight are shared between them
 * @param backlog how each backlog behaves
 */
public record GenerateSettings(List<String> steps, PlacesSettings places, BacklogSettings backlog) {
    public GenerateSettings {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps must name at least one asking step, was empty");
        }
        steps = List.copyOf(steps);
    }

    /** The asking steps of the path, with the defaults of the rest. */
    public static GenerateSettings defaults() {
        return new GenerateSettings(Topics.ASKING_STEPS, PlacesSettings.DEFAULTS, BacklogSettings.defaults());
    }
}

package caravan.streams.verbose;

import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.Instruction;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
import caravan.streams.flow.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.streams.Topology;

/** Wires verbose: copied instructions asked, completions read. */
public final class VerboseTopology {
    /** The step's name. */
    public static final String STEP = "verbose";

    private VerboseTopology() {}

    /**
     * The topology.
     *
     * @throws IllegalArgumentException if the principles have no verbose prompt
     */
    public static Topology of(
            VerboseSettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        EngravingPrompt verbose = prompt(principles);
        Verb<Instruction> asker = new VerboseAsker(settings, verbose);
        Verb<Completion> reader =
                new VerboseReader(new VerboseFilter(settings, verbose), verbose, principles.engraving());
        return new StepTopology(serdes, new StepMetrics(meters, STEP))
                .asking("ask-at-length", Topics.VERBOSE_INSTRUCTIONS, asker, Topics.requests(STEP), Topics.REJECTIONS)
                .judging("read-at-length", Topics.completions(STEP), reader, Topics.EXAMPLES, Topics.REJECTIONS)
                .build();
    }

    /** The prompt that the step asks under. */
    public static EngravingPrompt prompt(Principles principles) {
        return principles
                .verbose()
                .orElseThrow(() -> new IllegalArgumentException(
                        "steps.verbose.enabled is true, and the principles folder has no templates/verbose.md"));
    }
}

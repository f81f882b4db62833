package caravan.streams.instruct;

import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.Draw;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
import caravan.streams.flow.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.streams.Topology;

/** Wires instruct: prompts in, draws rendered, completions read. */
public final class InstructTopology {
    /** The step's name. */
    public static final String STEP = "instruct";

    private InstructTopology() {}

    /** The topology. */
    public static Topology of(
            InstructSettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        PromptGate gate = new PromptGate(settings);
        return new StepTopology(serdes, new StepMetrics(meters, STEP))
                .judging("admit-prompts", Topics.PROMPTS, gate, Topics.CANDIDATES, Topics.REJECTIONS)
                .asking("render-draws", Topics.DRAWS, renderer(principles), Topics.requests(STEP))
                .judging(
                        "read-completions",
                        Topics.completions(STEP),
                        reader(settings, principles),
                        Topics.CANDIDATES,
                        Topics.DRAW_OUTCOMES,
                        Topics.REJECTIONS)
                .build();
    }

    /** Renders draws as requests. */
    public static Verb<Draw> renderer(Principles principles) {
        RedTeamTypes types = new RedTeamTypes(principles.redTeamTypes());
        return new DrawRenderer(principles.vanilla(), principles.subjects(), principles.topicGuided(), types);
    }

    /** Reads completions of such requests. */
    public static Verb<Completion> reader(InstructSettings settings, Principles principles) {
        RedTeamTypes types = new RedTeamTypes(principles.redTeamTypes());
        return new CompletionReader(
                settings.rules(),
                new TopicGuidedList(settings.rules(), principles.topicGuided(), types),
                new InstructionFilter(settings, principles.blockedWords()));
    }
}

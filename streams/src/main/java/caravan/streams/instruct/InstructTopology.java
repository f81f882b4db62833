package caravan.streams.instruct;

import caravan.principles.Principles;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
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
        RedTeamTypes types = new RedTeamTypes(principles.redTeamTypes());
        PromptGate gate = new PromptGate(settings);
        DrawRenderer renderer =
                new DrawRenderer(principles.vanilla(), principles.subjects(), principles.topicGuided(), types);
        CompletionReader reader = new CompletionReader(
                new TopicGuidedList(principles.topicGuided(), types),
                new InstructionFilter(settings, principles.blockedWords()));
        return new StepTopology(serdes, new StepMetrics(meters, STEP))
                .judging("admit-prompts", Topics.PROMPTS, gate, Topics.CANDIDATES, Topics.REJECTIONS)
                .asking("render-draws", Topics.DRAWS, renderer, Topics.requests(STEP))
                .judging(
                        "read-completions",
                        Topics.completions(STEP),
                        reader,
                        Topics.CANDIDATES,
                        Topics.DRAW_OUTCOMES,
                        Topics.REJECTIONS)
                .build();
    }
}

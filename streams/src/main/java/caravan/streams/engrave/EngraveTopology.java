package caravan.streams.engrave;

import caravan.principles.Principles;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
import caravan.streams.flow.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.streams.Topology;

/** Wires engrave: responses in, examples out. */
public final class EngraveTopology {
    /** The step's name. */
    public static final String STEP = "engrave";

    private EngraveTopology() {}

    /** The topology. */
    public static Topology of(
            EngraveSettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        return new StepTopology(serdes, new StepMetrics(meters, STEP))
                .judging(
                        "engrave", Topics.RESPONSES, engraver(settings, principles), Topics.EXAMPLES, Topics.REJECTIONS)
                .build();
    }

    /** Prunes responses to examples. */
    public static Verb<PrincipledResponse> engraver(EngraveSettings settings, Principles principles) {
        return new Engraver(settings, principles.engraving(), principles.constitution());
    }
}

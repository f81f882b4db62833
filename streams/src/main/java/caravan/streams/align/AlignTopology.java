package caravan.streams.align;

import caravan.principles.Principles;
import caravan.principles.Turn;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.streams.Topology;

/** Wires align: instructions asked, completions read. */
public final class AlignTopology {
    /** The step's name. */
    public static final String STEP = "align";

    private AlignTopology() {}

    /** The topology. */
    public static Topology of(
            AlignSettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        List<String> exemplarAnswers = principles.exemplars().stream()
                .flatMap(exemplar -> exemplar.turns().stream())
                .map(Turn::answer)
                .toList();
        AnswerAsker asker = new AnswerAsker(principles.align());
        AnswerReader reader = new AnswerReader(principles.constitution(), new AnswerFilter(settings, exemplarAnswers));
        return new StepTopology(serdes, new StepMetrics(meters, STEP))
                .asking("ask-for-answers", Topics.INSTRUCTIONS, asker, Topics.requests(STEP))
                .judging("read-answers", Topics.completions(STEP), reader, Topics.RESPONSES, Topics.REJECTIONS)
                .build();
    }
}

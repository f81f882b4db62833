package caravan.streams.align;

import caravan.principles.Principles;
import caravan.principles.Turn;
import caravan.schemas.Completion;
import caravan.schemas.Instruction;
import caravan.schemas.Topics;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.flow.Rules;
import caravan.streams.flow.StepMetrics;
import caravan.streams.flow.StepTopology;
import caravan.streams.flow.Verb;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.kafka.streams.Topology;

/** Wires align: instructions asked, completions read, and asked again where the token limit cut them. */
public final class AlignTopology {
    /** The step's name. */
    public static final String STEP = "align";

    private AlignTopology() {}

    /** The topology. */
    public static Topology of(
            AlignSettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        return new StepTopology(serdes, new StepMetrics(meters, STEP))
                .asking(
                        "ask-for-answers",
                        Topics.INSTRUCTIONS,
                        asker(settings, principles),
                        Topics.requests(STEP),
                        Topics.REJECTIONS)
                .judging(
                        "read-answers",
                        Topics.completions(STEP),
                        reader(settings, principles, meters),
                        Topics.RESPONSES,
                        Topics.requests(STEP),
                        Topics.REJECTIONS)
                .build();
    }

    /** Asks for answers to instructions. */
    public static Verb<Instruction> asker(AlignSettings settings, Principles principles) {
        return new AnswerAsker(
                settings, new Shown(settings.show(), principles), new Stress(settings.stress(), principles));
    }

    /** Reads completions of such requests. */
    public static Verb<Completion> reader(AlignSettings settings, Principles principles, MeterRegistry meters) {
        return new AnswerReader(
                principles.constitution(), rules(settings, principles), retries(settings), new KeepRate(meters));
    }

    private static AnswerRules rules(AlignSettings settings, Principles principles) {
        String selfIdentification = principles.constitution().selfIdentification();
        if (settings.rules() == Rules.PAPER) {
            return new PaperRules(settings.paper(), selfIdentification);
        }
        List<String> exemplarAnswers = principles.exemplars().stream()
                .flatMap(exemplar -> exemplar.turns().stream())
                .map(Turn::answer)
                .toList();
        return new ImprovedRules(selfIdentification, new AnswerFilter(settings, exemplarAnswers));
    }

    private static int retries(AlignSettings settings) {
        return settings.rules() == Rules.PAPER ? 0 : settings.retriesMax();
    }
}

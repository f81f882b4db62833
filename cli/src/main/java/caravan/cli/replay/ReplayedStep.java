package caravan.cli.replay;

import caravan.principles.Principles;
import caravan.schemas.Draw;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.streams.PipelineSettings;
import caravan.streams.align.AlignTopology;
import caravan.streams.instruct.InstructTopology;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** A step that can be run again, and the topic that it reads. */
public enum ReplayedStep {
    /** Recorded draws are rendered again; none is drawn anew. */
    INSTRUCT,
    /** Candidates are held against a pool that knows nothing of them. */
    NOVELTY,
    /** Instructions are answered again. */
    ALIGN,
    /** Responses become examples again. */
    ENGRAVE;

    /** What it reads. */
    public Topic<? extends SpecificRecord> topic() {
        return switch (this) {
            case INSTRUCT -> Topics.DRAWS;
            case NOVELTY -> Topics.CANDIDATES;
            case ALIGN -> Topics.INSTRUCTIONS;
            case ENGRAVE -> Topics.RESPONSES;
        };
    }

    /** Whether what it makes passes the novelty pool. */
    boolean feedsThePool() {
        return this == INSTRUCT || this == NOVELTY;
    }

    /** The model calls that it asks for over a record, first askings only. */
    List<GenerationRequest> requests(
            SpecificRecord record, PipelineSettings settings, Principles principles, long nowMillis) {
        List<? extends SpecificRecord> made = List.of();
        if (record instanceof Draw draw) {
            made = InstructTopology.renderer(principles).of(draw, nowMillis);
        } else if (record instanceof Instruction instruction) {
            made = AlignTopology.asker(settings.align(), principles).of(instruction, nowMillis);
        }
        return made.stream()
                .filter(GenerationRequest.class::isInstance)
                .map(GenerationRequest.class::cast)
                .toList();
    }
}

package caravan.streams.flow;

import caravan.schemas.Candidate;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.EngravingExample;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import org.apache.avro.specific.SpecificRecord;

/** The key under which each record that a step writes is sent, as its schema says. */
public final class RecordKeys {
    private RecordKeys() {}

    /** The key of a record. */
    public static String of(SpecificRecord record) {
        if (record instanceof Candidate candidate) {
            return candidate.getId();
        } else if (record instanceof GenerationRequest request) {
            return request.getRequestId();
        } else if (record instanceof DrawOutcome outcome) {
            return outcome.getDraw();
        } else if (record instanceof Draw draw) {
            return draw.getId();
        } else if (record instanceof Instruction instruction) {
            return instruction.getId();
        } else if (record instanceof PrincipledResponse response) {
            return response.getId();
        } else if (record instanceof EngravingExample example) {
            return example.getId();
        } else if (record instanceof Rejection rejection) {
            return rejection.getId();
        }
        throw new IllegalArgumentException(
                "no step writes a " + record.getSchema().getName() + ", so it has no key here");
    }
}

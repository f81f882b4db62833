package caravan.streams.verbose;

import caravan.principles.EngravingPrompt;
import caravan.schemas.Instruction;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Question;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Asks the engraved model for an answer at length; all but the instruction is a shared prefix. */
final class VerboseAsker implements Verb<Instruction> {
    private static final String ALIAS = "aligned";

    private final VerboseSettings settings;
    private final EngravingPrompt prompt;

    VerboseAsker(VerboseSettings settings, EngravingPrompt prompt) {
        this.settings = settings;
        this.prompt = prompt;
    }

    @Override
    public List<SpecificRecord> of(Instruction instruction, long nowMillis) {
        int chars =
                instruction.getInstruction().length() + instruction.getInput().length();
        if (chars > settings.queryCharsMax()) {
            Verdict verdict =
                    new Verdict("query-too-long", chars + " characters, must be at most " + settings.queryCharsMax());
            return List.of(Rejections.of(
                    VerboseTopology.STEP,
                    instruction.getId(),
                    verdict,
                    instruction.getInstruction(),
                    Lineages.passed(instruction.getLineage(), VerboseTopology.STEP, nowMillis)));
        }
        String text = prompt.text(instruction.getInstruction(), instruction.getInput());
        Question question = new Question(VerboseTopology.STEP, ALIAS, prompt.prefix(), text, prompt.sampling());
        return List.of(question.askedBy(instruction.getId(), text, instruction, instruction.getLineage(), nowMillis));
    }
}

package caravan.streams.align;

import caravan.principles.AlignPrompt;
import caravan.schemas.Instruction;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Question;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Asks the model of the round for an answer to an instruction; all but the instruction is a shared prefix. */
final class AnswerAsker implements Verb<Instruction> {
    private final AlignSettings settings;
    private final Shown shown;
    private final Stress stress;

    AnswerAsker(AlignSettings settings, Shown shown, Stress stress) {
        this.settings = settings;
        this.shown = shown;
        this.stress = stress;
    }

    @Override
    public List<SpecificRecord> of(Instruction instruction, long nowMillis) {
        int chars =
                instruction.getInstruction().length() + instruction.getInput().length();
        if (chars > settings.queryCharsMax()) {
            Verdict verdict =
                    new Verdict("query-too-long", chars + " characters, must be at most " + settings.queryCharsMax());
            return List.of(Rejections.of(
                    AlignTopology.STEP,
                    instruction.getId(),
                    verdict,
                    instruction.getInstruction(),
                    Lineages.passed(instruction.getLineage(), AlignTopology.STEP, nowMillis)));
        }
        AlignPrompt prompt = shown.prompt(instruction);
        String query = stress.on(prompt.query(instruction.getInstruction(), instruction.getInput()), instruction);
        String alias = settings.model().alias(instruction.getLineage().getRound());
        Question question = new Question(AlignTopology.STEP, alias, prompt.prefix(), query, prompt.sampling());
        return List.of(question.askedBy(instruction.getId(), query, instruction, instruction.getLineage(), nowMillis));
    }
}

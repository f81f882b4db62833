package caravan.streams.align;

import caravan.principles.AlignPrompt;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.streams.flow.Question;
import caravan.streams.flow.Verb;
import java.util.List;

/** Asks the base model for an answer to an instruction; all but the instruction is the shared prefix. */
final class AnswerAsker implements Verb<Instruction> {
    private final AlignPrompt prompt;

    AnswerAsker(AlignPrompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public List<GenerationRequest> of(Instruction instruction, long nowMillis) {
        String query = prompt.query(instruction.getInstruction(), instruction.getInput());
        Question question = new Question(AlignTopology.STEP, "base", prompt.prefix(), query, prompt.sampling());
        return List.of(question.askedBy(instruction.getId(), query, instruction, instruction.getLineage(), nowMillis));
    }
}

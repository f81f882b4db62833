package caravan.streams.verbose;

import caravan.principles.EngravingPrompt;
import caravan.schemas.Completion;
import caravan.schemas.ContentHash;
import caravan.schemas.EngravingExample;
import caravan.schemas.FinishReason;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Unanswered;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns a completion into a training example or a rejection. Which of the two prompts an example stands under follows
 * from its instruction's text, so that about half of them stand under each and a replay decides the same (the original
 * takes turns by the example's number).
 */
final class VerboseReader implements Verb<Completion> {
    private final VerboseFilter filter;
    private final EngravingPrompt verbose;
    private final EngravingPrompt plain;

    VerboseReader(VerboseFilter filter, EngravingPrompt verbose, EngravingPrompt plain) {
        this.filter = filter;
        this.verbose = verbose;
        this.plain = plain;
    }

    @Override
    public List<SpecificRecord> of(Completion completion, long nowMillis) {
        Instruction instruction = instructionOf(completion);
        Lineage lineage =
                Lineages.childOf(completion.getRequestId(), completion.getLineage(), VerboseTopology.STEP, nowMillis);
        VerboseFilter.Answer answer =
                filter.trimmed(completion.getText(), completion.getFinishReason() == FinishReason.LENGTH);
        Optional<Verdict> verdict = Unanswered.verdict(completion)
                .or(() -> filter.judge(answer, instruction.getInstruction(), instruction.getInput()));
        return List.of(
                verdict.isPresent()
                        ? Rejections.of(
                                VerboseTopology.STEP,
                                completion.getRequestId(),
                                verdict.get(),
                                completion.getText(),
                                lineage)
                        : example(instruction, answer, lineage));
    }

    private EngravingExample example(Instruction instruction, VerboseFilter.Answer answer, Lineage lineage) {
        EngravingPrompt prompt = promptOf(instruction);
        return EngravingExample.newBuilder()
                .setId(ContentHash.of("verbose", instruction.getId(), answer.text()))
                .setInstruction(instruction.getInstruction())
                .setInput(instruction.getInput())
                .setAnswer(answer.text())
                .setPrompt(prompt.prompt(instruction.getInstruction(), instruction.getInput()))
                .setCompletion(answer.text() + (answer.finished() ? prompt.endOfTurn() : ""))
                .setFinished(answer.finished())
                .setPrinciples(List.of())
                .setLineage(lineage)
                .build();
    }

    private EngravingPrompt promptOf(Instruction instruction) {
        long seed = ContentHash.seed("prompt", instruction.getInstruction(), instruction.getInput());
        return (seed & 1) == 0 ? plain : verbose;
    }

    private static Instruction instructionOf(Completion completion) {
        Object about = completion.getRequest().getAbout().orElse("nothing");
        if (about instanceof Instruction instruction) {
            return instruction;
        }
        throw new IllegalArgumentException("completion " + completion.getRequestId() + " of verbose must be about an"
                + " instruction, is about " + about.getClass().getSimpleName());
    }
}

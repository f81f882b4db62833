package caravan.streams.align;

import caravan.principles.Citation;
import caravan.principles.Constitution;
import caravan.schemas.Completion;
import caravan.schemas.ContentHash;
import caravan.schemas.FinishReason;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import caravan.streams.flow.Lineages;
import caravan.streams.flow.Rejections;
import caravan.streams.flow.Unanswered;
import caravan.streams.flow.Verb;
import caravan.streams.flow.Verdict;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads a completion as thoughts and answer, and judges it: each becomes one response, one rejection, or, where the
 * token limit cut it, a second asking.
 */
final class AnswerReader implements Verb<Completion> {
    private final Constitution constitution;
    private final AnswerRules rules;
    private final int retriesMax;
    private final KeepRate keepRate;

    AnswerReader(Constitution constitution, AnswerRules rules, int retriesMax, KeepRate keepRate) {
        this.constitution = constitution;
        this.rules = rules;
        this.retriesMax = retriesMax;
        this.keepRate = keepRate;
    }

    @Override
    public List<SpecificRecord> of(Completion completion, long nowMillis) {
        Instruction instruction = instructionOf(completion);
        Lineage lineage =
                Lineages.childOf(completion.getRequestId(), completion.getLineage(), AlignTopology.STEP, nowMillis);
        Optional<Verdict> unanswered = Unanswered.verdict(completion);
        if (unanswered.isPresent()) {
            return List.of(rejection(completion, unanswered.get(), lineage));
        }
        boolean cutOff = completion.getFinishReason() == FinishReason.LENGTH;
        Reply.Reading reading = rules.read(instruction, completion.getText(), cutOff);
        if (reading instanceof Reply.Reading.Refused refused) {
            Verdict verdict = refused.verdict();
            boolean mayAskAgain = completion.getRequest().getAttempt() < retriesMax;
            if (verdict.reason().equals(Reply.TRUNCATED) && mayAskAgain) {
                return List.of(SecondAsking.of(completion, instruction, lineage));
            }
            keepRate.judged(instruction);
            return List.of(rejection(completion, verdict, lineage));
        }
        keepRate.judged(instruction);
        return List.of(response(completion, instruction, ((Reply.Reading.Read) reading).reply(), lineage));
    }

    private PrincipledResponse response(Completion completion, Instruction instruction, Reply reply, Lineage lineage) {
        List<Citation> cited = Citation.in(reply.thoughts()).stream()
                .filter(constitution::has)
                .distinct()
                .toList();
        keepRate.kept(instruction, cited);
        return PrincipledResponse.newBuilder()
                .setId(ContentHash.of(
                        "response",
                        instruction.getId(),
                        completion.getRequest().getSampleNumber(),
                        reply.thoughts(),
                        reply.answer()))
                .setInstructionId(instruction.getId())
                .setInstruction(instruction.getInstruction())
                .setInput(instruction.getInput())
                .setThoughts(reply.thoughts())
                .setPrinciples(cited.stream().map(Citation::number).toList())
                .setPrincipleNames(cited.stream().map(Citation::name).toList())
                .setAnswer(reply.answer())
                .setFinished(reply.finished())
                .setLineage(lineage)
                .build();
    }

    private static Rejection rejection(Completion completion, Verdict verdict, Lineage lineage) {
        return Rejections.of(AlignTopology.STEP, completion.getRequestId(), verdict, completion.getText(), lineage);
    }

    private static Instruction instructionOf(Completion completion) {
        Object about = completion.getRequest().getAbout().orElse("nothing");
        if (about instanceof Instruction instruction) {
            return instruction;
        }
        throw new IllegalArgumentException("completion " + completion.getRequestId() + " of align must be about an"
                + " instruction, is about " + about.getClass().getSimpleName());
    }
}

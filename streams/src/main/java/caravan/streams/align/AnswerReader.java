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

/** Reads a completion as thoughts and answer, and filters it: each becomes one response or one rejection. */
final class AnswerReader implements Verb<Completion> {
    private final Constitution constitution;
    private final AnswerFilter filter;

    AnswerReader(Constitution constitution, AnswerFilter filter) {
        this.constitution = constitution;
        this.filter = filter;
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
        Reply.Reading reading = Reply.read(completion.getText(), cutOff, constitution.selfIdentification());
        if (reading instanceof Reply.Reading.Unreadable unreadable) {
            return List.of(rejection(completion, unreadable.verdict(), lineage));
        }
        Reply whole = ((Reply.Reading.Read) reading).reply();
        Reply reply = whole.finished() ? whole : whole.withoutLastWord();
        Optional<Verdict> verdict = filter.judge(instruction.getInstruction(), instruction.getInput(), reply);
        return List.of(
                verdict.isPresent()
                        ? rejection(completion, verdict.get(), lineage)
                        : response(completion, instruction, reply, lineage));
    }

    private PrincipledResponse response(Completion completion, Instruction instruction, Reply reply, Lineage lineage) {
        List<Citation> cited = Citation.in(reply.thoughts()).stream()
                .filter(constitution::has)
                .distinct()
                .toList();
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

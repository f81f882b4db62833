package caravan.bench.engraving;

import caravan.bench.engraving.Respondent.Question;
import caravan.inference.Generation;
import caravan.principles.Principles;
import caravan.principles.Task;
import caravan.schemas.Completion;
import caravan.schemas.ContentHash;
import caravan.schemas.EngravingExample;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Timing;
import caravan.schemas.Way;
import caravan.schemas.wire.TrustedRecords;
import caravan.streams.PipelineSettings;
import caravan.streams.align.AlignTopology;
import caravan.streams.engrave.EngraveTopology;
import caravan.streams.flow.Verb;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * Stage 2 and the pruning of stage 3 by the very operators of the path, filters and all: instructions become examples
 * to engrave. What the filters refuse is left out.
 */
final class SelfAlignment {
    private final Principles principles;
    private final Verb<Instruction> asker;
    private final Verb<Completion> reader;
    private final Verb<PrincipledResponse> engraver;

    SelfAlignment(Principles principles) {
        TrustedRecords.trust(); // no serdes here, which would see to it
        PipelineSettings settings = PipelineSettings.DEFAULTS;
        this.principles = principles;
        this.asker = AlignTopology.asker(settings.align(), principles);
        this.reader = AlignTopology.reader(settings.align(), principles, new SimpleMeterRegistry());
        this.engraver = EngraveTopology.engraver(settings.engrave(), principles);
    }

    /** What the version answers under the principles, kept and pruned. */
    List<EngravingExample> principled(Respondent respondent, List<Task> tasks, long seed) {
        List<EngravingExample> examples = new ArrayList<>();
        List<GenerationRequest> open = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            requests(asker.of(instruction(tasks.get(i), i), 0), open);
        }
        while (!open.isEmpty()) {
            // All of a wave have the same sampling: those that the token limit cut come again with more room.
            List<Question> questions = open.stream()
                    .map(request -> new Question(request.getText(), request.getSeed() + seed))
                    .toList();
            var sampling = open.get(0).getSampling();
            List<Generation> generations = respondent.ask(
                    principles.align().prefix(),
                    questions,
                    new caravan.principles.Sampling(
                            sampling.getTemperature(),
                            sampling.getTopP(),
                            sampling.getMaxTokens(),
                            sampling.getStop()));
            List<GenerationRequest> again = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                List<? extends SpecificRecord> read = reader.of(completion(open.get(i), generations.get(i)), 0);
                requests(read, again);
                read.stream()
                        .filter(PrincipledResponse.class::isInstance)
                        .forEach(response -> keep((PrincipledResponse) response, examples));
            }
            open = again;
        }
        return examples;
    }

    /** What the version answers with no principles in sight, pruned alike: the control. */
    List<EngravingExample> unprincipled(Respondent respondent, List<Task> tasks, long seed) {
        var prompt = principles.engraving();
        List<Question> questions = new ArrayList<>();
        for (Task task : tasks) {
            String text = prompt.text(task.instruction(), task.input());
            questions.add(new Question(text, ContentHash.seed("unprincipled", text) + seed));
        }
        List<Generation> generations = respondent.ask(prompt.prefix(), questions, prompt.sampling());
        List<EngravingExample> examples = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            Generation generation = generations.get(i);
            String answer = generation.text().strip();
            if (generation.finish() == Generation.Finish.STOP && !answer.isEmpty()) {
                Instruction instruction = instruction(tasks.get(i), i);
                PrincipledResponse response = PrincipledResponse.newBuilder()
                        .setId("unprincipled-" + i)
                        .setInstructionId(instruction.getId())
                        .setInstruction(instruction.getInstruction())
                        .setInput(instruction.getInput())
                        .setThoughts("")
                        .setPrinciples(List.of())
                        .setPrincipleNames(List.of())
                        .setAnswer(answer)
                        .setFinished(true)
                        .setLineage(instruction.getLineage())
                        .build();
                keep(response, examples);
            }
        }
        return examples;
    }

    private void keep(PrincipledResponse response, List<EngravingExample> examples) {
        engraver.of(response, 0).stream()
                .filter(EngravingExample.class::isInstance)
                .forEach(example -> examples.add((EngravingExample) example));
    }

    private static void requests(List<? extends SpecificRecord> records, List<GenerationRequest> requests) {
        records.stream()
                .filter(GenerationRequest.class::isInstance)
                .forEach(request -> requests.add((GenerationRequest) request));
    }

    private Instruction instruction(Task task, int number) {
        return Instruction.newBuilder()
                .setId("instruction-" + number)
                .setNumber(number)
                .setWay(Way.USER)
                .setInstruction(task.instruction())
                .setInput(task.input())
                .setLineage(Lineage.newBuilder()
                        .setRun("study")
                        .setSource("study")
                        .setPrinciples(principles.version())
                        .setParents(List.of())
                        .setTimings(List.of(new Timing("study", 0L, 0L)))
                        .build())
                .build();
    }

    private static Completion completion(GenerationRequest request, Generation generation) {
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId("study")
                .setRequest(request)
                .setText(generation.text())
                .setFinishReason(
                        generation.finish() == Generation.Finish.STOP ? FinishReason.STOP : FinishReason.LENGTH)
                .setStopString(generation.stopString().orElse(null))
                .setError(null)
                .setFromMemo(false)
                .setLineage(request.getLineage())
                .build();
    }
}

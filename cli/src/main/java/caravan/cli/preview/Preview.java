package caravan.cli.preview;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.SamplingParams;
import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.Draw;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Prefix;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Sampling;
import caravan.schemas.wire.TrustedRecords;
import caravan.streams.Pipeline;
import caravan.streams.PipelineSettings;
import caravan.streams.align.AlignTopology;
import caravan.streams.engrave.EngraveTopology;
import caravan.streams.flow.Verb;
import caravan.streams.instruct.InstructTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** Takes records through the very operators of a step, with a model called directly in place of the topics. */
public final class Preview {
    private final LanguageModel model;
    private final String version;
    private final Samples samples;
    private final Verb<Draw> renderer;
    private final Verb<Completion> drawReader;
    private final Verb<Instruction> asker;
    private final Verb<Completion> answerReader;
    private final Verb<PrincipledResponse> engraver;
    private final Map<String, String> prefixes;

    /** With the principles and settings of a run, and a version that the model has loaded. */
    public Preview(PipelineSettings settings, Principles principles, LanguageModel model, String version) {
        TrustedRecords.trust(); // no serdes here, which would see to it
        this.model = model;
        this.version = version;
        this.samples = new Samples(principles);
        this.renderer = InstructTopology.renderer(principles);
        this.drawReader = InstructTopology.reader(settings.instruct(), principles);
        this.asker = AlignTopology.asker(settings.align(), principles);
        this.answerReader = AlignTopology.reader(settings.align(), principles, new SimpleMeterRegistry());
        this.engraver = EngraveTopology.engraver(settings.engrave(), principles);
        this.prefixes = Pipeline.prefixes(settings, principles).stream()
                .collect(Collectors.toMap(Prefix::getHash, Prefix::getText, (a, b) -> a));
    }

    /** One draw of stage 1. */
    public List<Previewed> draw(PreviewedStep step, int number) {
        return follow(renderer.of(samples.draw(step, number), now()), drawReader);
    }

    /** One of the seed tasks, answered. */
    public List<Previewed> seedTask(int number) {
        return answer(samples.instruction(number));
    }

    /** A person's instruction, answered. */
    public List<Previewed> instruction(int number, String instruction, String input) {
        return answer(samples.instruction(number, instruction, input));
    }

    private List<Previewed> answer(Instruction instruction) {
        List<Previewed> calls = new ArrayList<>();
        for (Previewed call : follow(asker.of(instruction, now()), answerReader)) {
            List<SpecificRecord> made = new ArrayList<>(call.made());
            for (SpecificRecord record : call.made()) {
                if (record instanceof PrincipledResponse response) {
                    made.addAll(engraver.of(response, now()));
                }
            }
            calls.add(new Previewed(call.prefix(), call.text(), call.generation(), made));
        }
        return calls;
    }

    /** Asks what is asked, and again where the reader asks again. */
    private List<Previewed> follow(List<? extends SpecificRecord> asked, Verb<Completion> reader) {
        List<Previewed> calls = new ArrayList<>();
        List<SpecificRecord> open = new ArrayList<>(asked);
        while (!open.isEmpty()) {
            SpecificRecord next = open.remove(0);
            if (next instanceof GenerationRequest request) {
                String prefix = request.getPrefix().map(prefixes::get).orElse("");
                Generation generation = call(request, prefix);
                List<SpecificRecord> made = new ArrayList<>(reader.of(completion(request, generation), now()));
                made.stream().filter(GenerationRequest.class::isInstance).forEach(open::add);
                calls.add(new Previewed(prefix, request.getText(), Optional.of(generation), made));
            } else {
                calls.add(new Previewed("", "", Optional.empty(), List.of(next)));
            }
        }
        return calls;
    }

    private Generation call(GenerationRequest request, String prefix) {
        Sampling sampling = request.getSampling();
        SamplingParams params = new SamplingParams(
                sampling.getTemperature(), sampling.getTopP(), sampling.getMaxTokens(), sampling.getStop());
        GenerationCall call = new GenerationCall(
                version,
                Optional.of(new GenerationCall.SharedPrefix(request.getPrefix().orElse(""), prefix)),
                request.getText(),
                params,
                request.getSeed(),
                0);
        return model.generate(call).join();
    }

    private static Completion completion(GenerationRequest request, Generation generation) {
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId("preview")
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

    private static long now() {
        return System.currentTimeMillis();
    }
}

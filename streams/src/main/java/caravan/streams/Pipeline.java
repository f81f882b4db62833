package caravan.streams;

import caravan.inference.LanguageModel;
import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.Prefix;
import caravan.schemas.wire.RecordSerdes;
import caravan.streams.align.AlignTopology;
import caravan.streams.align.Shown;
import caravan.streams.backlog.Recall;
import caravan.streams.engrave.EngraveTopology;
import caravan.streams.flow.Prefixes;
import caravan.streams.generate.GenerateSettings;
import caravan.streams.generate.GenerateTopology;
import caravan.streams.instruct.InstructTopology;
import caravan.streams.novelty.NoveltyTopology;
import caravan.streams.verbose.VerboseTopology;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.streams.Topology;

/** The table of contents of the path: its steps, in order, and the constant texts that go with them. */
public final class Pipeline {
    private Pipeline() {}

    /** The steps that think: they need no model, and any number of machines may run them. */
    public static List<Step> of(
            PipelineSettings settings, Principles principles, RecordSerdes serdes, MeterRegistry meters) {
        List<Step> steps = new ArrayList<>(List.of(
                step(InstructTopology.STEP, InstructTopology.of(settings.instruct(), principles, serdes, meters)),
                step(NoveltyTopology.STEP, NoveltyTopology.of(settings.novelty(), principles, serdes, meters)),
                step(AlignTopology.STEP, AlignTopology.of(settings.align(), principles, serdes, meters)),
                step(EngraveTopology.STEP, EngraveTopology.of(settings.engrave(), principles, serdes, meters))));
        if (settings.verbose().enabled()) {
            steps.add(step(VerboseTopology.STEP, VerboseTopology.of(settings.verbose(), principles, serdes, meters)));
        }
        return steps;
    }

    /**
     * The step that asks the model, for all others. It runs where the model is: here, or on machines of its own.
     *
     * @param recalls for each asking step, what finds its earlier completions
     */
    public static Step generate(
            GenerateSettings settings,
            LanguageModel model,
            Function<String, Recall<Completion>> recalls,
            RecordSerdes serdes,
            MeterRegistry meters) {
        Topology topology = GenerateTopology.of(settings, model, recalls, serdes, meters);
        return new Step(GenerateTopology.STEP, topology, GenerateTopology.overrides());
    }

    /** The constant texts that requests name by hash: to be sent to {@code prefixes} at start and on each change. */
    public static List<Prefix> prefixes(PipelineSettings settings, Principles principles) {
        String version = principles.version();
        Stream<Prefix> instruct = Stream.of(
                        principles.vanilla().prefix(),
                        principles.subjects().prefix(),
                        principles.topicGuided().prefix())
                .map(text -> Prefixes.of(InstructTopology.STEP, version, text));
        Stream<Prefix> align = new Shown(settings.align().show(), principles)
                .prefixes()
                .map(text -> Prefixes.of(AlignTopology.STEP, version, text));
        Stream<Prefix> verbose = settings.verbose().enabled()
                ? Stream.of(Prefixes.of(
                        VerboseTopology.STEP,
                        version,
                        VerboseTopology.prompt(principles).prefix()))
                : Stream.empty();
        return Stream.of(instruct, align, verbose).flatMap(each -> each).toList();
    }

    private static Step step(String name, Topology topology) {
        return new Step(name, topology, new Properties());
    }
}

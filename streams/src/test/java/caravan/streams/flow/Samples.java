package caravan.streams.flow;

import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.CompletionError;
import caravan.schemas.Draw;
import caravan.schemas.Exemplar;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.ModelCall;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Timing;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Records and content that the tests of several steps begin with. */
public final class Samples {
    /** The content that ships with the project. */
    public static final Principles PRINCIPLES = Principles.load(Path.of("..", "principles"));

    static {
        // Avro makes no record before the serdes have vouched for ours.
        TopologyBench.SERDES.values(Topics.PROMPTS);
    }

    private Samples() {}

    /** The lineage of a record that has passed one step. */
    public static Lineage lineage(String run, String... parents) {
        return Lineage.newBuilder()
                .setRun(run)
                .setSource("seeds")
                .setPrinciples(PRINCIPLES.version())
                .setParents(List.of(parents))
                .setTimings(List.of(new Timing("produce", 1L, 2L)))
                .build();
    }

    /** A prompt of a kind. */
    public static Prompt prompt(String id, PromptKind kind, String instruction, String input) {
        return Prompt.newBuilder()
                .setId(id)
                .setKind(kind)
                .setInstruction(instruction)
                .setInput(input)
                .setLineage(lineage("run-1"))
                .build();
    }

    /** A vanilla draw that shows five tasks. */
    public static Draw vanillaDraw() {
        List<Exemplar> exemplars = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> Exemplar.newBuilder()
                        .setId("seed-" + i)
                        .setInstruction("Name a river of region " + i)
                        .build())
                .toList();
        return draw(Way.VANILLA, exemplars);
    }

    /** A draw of a way that shows exemplars. */
    public static Draw draw(Way way, List<Exemplar> exemplars) {
        return Draw.newBuilder()
                .setId("0123456789abcdef0123456789abcdef")
                .setNumber(7)
                .setWay(way)
                .setExemplars(exemplars)
                .setLineage(lineage("run-1", "seed-1"))
                .build();
    }

    /** What the model made of a request. */
    public static Completion completion(GenerationRequest request, String text, FinishReason finish) {
        ModelCall call = new ModelCall(
                request.getRequestId(),
                "call",
                null,
                "base-v1",
                request.getSampling(),
                request.getSeed(),
                10,
                20,
                1L,
                2L);
        return Completion.newBuilder()
                .setRequestId(request.getRequestId())
                .setCallId("call")
                .setRequest(request)
                .setText(text)
                .setFinishReason(finish)
                .setError(finish == FinishReason.ERROR ? new CompletionError("prompt-too-long", "5000 tokens") : null)
                .setFromMemo(false)
                .setLineage(
                        Lineage.newBuilder(request.getLineage()).setCall(call).build())
                .build();
    }
}

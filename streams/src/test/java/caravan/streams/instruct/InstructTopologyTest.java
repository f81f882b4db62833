package caravan.streams.instruct;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Candidate;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Lineage;
import caravan.schemas.Prompt;
import caravan.schemas.PromptKind;
import caravan.schemas.Rejection;
import caravan.schemas.Timing;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.streams.flow.Samples;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstructTopologyTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Topology topology =
            InstructTopology.of(InstructSettings.DEFAULTS, Samples.PRINCIPLES, TopologyBench.SERDES, meters);
    private final TopologyBench bench = new TopologyBench(topology);

    @AfterEach
    void close() {
        bench.close();
    }

    private GenerationRequest render(Draw draw) {
        bench.send(Topics.DRAWS, draw.getId(), draw);
        return bench.values(Topics.requests("instruct")).get(0);
    }

    private void complete(GenerationRequest request, String text, FinishReason finish) {
        bench.send(Topics.completions("instruct"), request.getRequestId(), Samples.completion(request, text, finish));
    }

    @Test
    void isWiredAsItsCommittedDescriptionSays() {
        assertThat(topology.describe().toString()).isEqualTo(TopologyBench.golden("instruct"));
    }

    @Test
    void letsPromptsOntoThePathByTheirKind() {
        bench.send(Topics.PROMPTS, "u", Samples.prompt("u", PromptKind.USER, "Draw up a -map-", ""));
        bench.send(Topics.PROMPTS, "s", Samples.prompt("s", PromptKind.SEED, " Sort the list. ", "3, 1"));
        Prompt subject = Prompt.newBuilder(Samples.prompt("r", PromptKind.RED_TEAM_SUBJECT, "What is worn?", ""))
                .setRedTeamType("culture")
                .setRedTeamTopic("Weddings")
                .build();
        bench.send(Topics.PROMPTS, "r", subject);

        List<Candidate> candidates = bench.values(Topics.CANDIDATES);

        assertThat(candidates).extracting(Candidate::getWay).containsExactly(Way.USER, Way.SEED, Way.SUBJECT);
        assertThat(candidates.get(1).getInstruction()).isEqualTo("Sort the list.");
        assertThat(candidates.get(1).getLineage().getParents()).containsExactly("s");
        assertThat(candidates.get(1).getLineage().getTimings())
                .extracting(Timing::getStep)
                .containsExactly("produce", "instruct");
    }

    @Test
    void rejectsEmptyAndOverlongPrompts() {
        bench.send(Topics.PROMPTS, "e", Samples.prompt("e", PromptKind.USER, " \u00a0\n", ""));
        bench.send(Topics.PROMPTS, "l", Samples.prompt("l", PromptKind.USER, "Sum up", "x".repeat(20_000)));

        assertThat(bench.values(Topics.REJECTIONS))
                .extracting(Rejection::getReason)
                .containsExactly("empty", "too-long");
        assertThat(bench.values(Topics.CANDIDATES)).isEmpty();
    }

    @Test
    void rendersADrawAsARequestThatIsTheSameInEveryReplay() {
        GenerationRequest first = render(Samples.vanillaDraw());
        GenerationRequest second = render(Samples.vanillaDraw());

        assertThat(second.getRequestId()).isEqualTo(first.getRequestId());
        assertThat(second.getSeed()).isEqualTo(first.getSeed());
        assertThat(first.getAlias()).isEqualTo("base");
        assertThat(first.getText())
                .endsWith("###\n6. Instruction:")
                .contains("3. Instruction: Name a river of region 3");
        assertThat(first.getAbout()).contains(Samples.vanillaDraw());
        assertThat(first.getLineage().getParents())
                .containsExactly(Samples.vanillaDraw().getId(), "seed-1");
    }

    @Test
    void derivesTheSeedFromWhatIsAskedAndTheIdFromWhoAsks() {
        Draw draw = Samples.vanillaDraw();
        Draw otherRun = Draw.newBuilder(draw)
                .setId("ffffffffffffffffffffffffffffffff")
                .setLineage(
                        Lineage.newBuilder(draw.getLineage()).setRun("run-2").build())
                .build();
        Draw otherNumber = Draw.newBuilder(draw).setNumber(8).build();

        GenerationRequest request = render(draw);

        assertThat(render(otherRun).getSeed()).isEqualTo(request.getSeed());
        assertThat(render(otherRun).getRequestId()).isNotEqualTo(request.getRequestId());
        assertThat(render(otherNumber).getSeed()).isNotEqualTo(request.getSeed());
    }

    @Test
    void balancesItemsAgainstCandidatesAndRejections() {
        GenerationRequest request = render(Samples.vanillaDraw());
        complete(
                request,
                " Name three rivers of Peru.\n6. Input:\n<noinput>\n###\n7. Instruction: Draw a tall tree now.\n7. Input:\n"
                        + "x\n###\n9. Instruction: Sing\n9. Input:\ny\n###\n9. Instruction: Sing a song of",
                FinishReason.LENGTH);

        List<Candidate> candidates = bench.values(Topics.CANDIDATES);
        List<Rejection> rejections = bench.values(Topics.REJECTIONS);
        DrawOutcome outcome = bench.values(Topics.DRAW_OUTCOMES).get(0);

        assertThat(candidates).extracting(Candidate::getInstruction).containsExactly("Name three rivers of Peru.");
        assertThat(rejections)
                .extracting(Rejection::getReason)
                .containsExactly("blocked-word", "misnumbered", "cut-off");
        assertThat(rejections).extracting(Rejection::getId).doesNotHaveDuplicates();
        assertThat(outcome.getEmitted()).isEqualTo(1);
        assertThat(outcome.getRejected()).isEqualTo(3);
        assertThat(outcome.getParsable()).isTrue();
        assertThat(outcome.getNumber()).isEqualTo(7);
        assertThat(meters.counter("caravan.step.in", "step", "instruct").count())
                .isEqualTo(1);
        assertThat(meters.counter("caravan.step.rejected", "step", "instruct", "reason", "cut-off")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void rejectsACompletionWithoutAReadableItemAsAWhole() {
        GenerationRequest request = render(Samples.vanillaDraw());
        complete(request, " once upon a time\n\nthere was", FinishReason.LENGTH);

        assertThat(bench.values(Topics.REJECTIONS)).singleElement().satisfies(rejection -> {
            assertThat(rejection.getReason()).isEqualTo("unparsable");
            assertThat(rejection.getId()).isEqualTo(request.getRequestId());
            assertThat(rejection.getText()).contains("once upon a time");
        });
        assertThat(bench.values(Topics.DRAW_OUTCOMES)).singleElement().satisfies(outcome -> {
            assertThat(outcome.getParsable()).isFalse();
            assertThat(outcome.getEmitted() + outcome.getRejected()).isZero();
        });
    }

    @Test
    void rejectsACompletionThatIsAnErrorAndTellsTheOutcome() {
        GenerationRequest request = render(Samples.vanillaDraw());
        complete(request, "", FinishReason.ERROR);

        assertThat(bench.values(Topics.REJECTIONS)).singleElement().satisfies(rejection -> {
            assertThat(rejection.getReason()).isEqualTo("model-error");
            assertThat(rejection.getDetail()).isEqualTo("prompt-too-long: 5000 tokens");
        });
        assertThat(bench.values(Topics.DRAW_OUTCOMES)).hasSize(1);
    }
}

package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import caravan.principles.AlignPrompt;
import caravan.principles.Markers;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import caravan.schemas.Timing;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.streams.flow.Prefixes;
import caravan.streams.flow.Samples;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlignTopologyTest {
    private static final AlignPrompt PROMPT = Samples.PRINCIPLES.align();
    private static final String THOUGHTS = " " + PROMPT.selfIdentification()
            + " The user asks for a river. I should follow rules 2 (informative), 7 (candor), 99 (secret), 3 (static).";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Topology topology =
            AlignTopology.of(AlignSettings.DEFAULTS, Samples.PRINCIPLES, TopologyBench.SERDES, meters);
    private final TopologyBench bench = new TopologyBench(topology);

    @AfterEach
    void close() {
        bench.close();
    }

    private static Instruction instruction(String text, String input) {
        return Instruction.newBuilder()
                .setId("instruction-1")
                .setNumber(4)
                .setWay(Way.VANILLA)
                .setInstruction(text)
                .setInput(input)
                .setLineage(Samples.lineage("run-1", "draw-1"))
                .build();
    }

    private GenerationRequest ask(Instruction instruction) {
        bench.send(Topics.INSTRUCTIONS, instruction.getId(), instruction);
        return bench.values(Topics.requests("align")).get(0);
    }

    private void complete(String text, FinishReason finish) {
        complete(ask(instruction("Name a river of France", "short")), text, finish);
    }

    private void complete(GenerationRequest request, String text, FinishReason finish) {
        bench.send(Topics.completions("align"), request.getRequestId(), Samples.completion(request, text, finish));
    }

    private String reasonFor(String answer) {
        complete(THOUGHTS + Markers.ANSWER_TURN + " " + answer, FinishReason.STOP);
        List<Rejection> rejections = bench.values(Topics.REJECTIONS);
        return rejections.isEmpty() ? "kept" : rejections.get(0).getReason();
    }

    @Test
    void isWiredAsItsCommittedDescriptionSays() {
        assertThat(topology.describe().toString()).isEqualTo(TopologyBench.golden("align"));
    }

    @Test
    void asksBehindTheSharedPrefix() {
        GenerationRequest request = ask(instruction("Name a river of France", ""));

        assertThat(request.getPrefix()).contains(Prefixes.hash(PROMPT.prefix()));
        assertThat(request.getText()).isEqualTo(PROMPT.query("Name a river of France", ""));
        assertThat(request.getSampling().getStop()).contains(Markers.USER_TURN);
        assertThat(request.getAlias()).isEqualTo("base");
    }

    @Test
    void splitsThoughtsFromTheAnswer() {
        complete(THOUGHTS + Markers.ANSWER_TURN + " The Loire.\n", FinishReason.STOP);

        PrincipledResponse response = bench.values(Topics.RESPONSES).get(0);

        assertThat(response.getAnswer()).isEqualTo("The Loire.");
        assertThat(response.getThoughts())
                .startsWith(PROMPT.selfIdentification())
                .endsWith("(static).");
        assertThat(response.getFinished()).isTrue();
        assertThat(response.getLineage().getParents()).contains("instruction-1", "draw-1");
        assertThat(response.getLineage().getCall()).isPresent();
        assertThat(response.getLineage().getTimings())
                .extracting(Timing::getStep)
                .containsExactly("produce", "align", "align");
    }

    @Test
    void keepsOnlyPrinciplesThatTheConstitutionHas() {
        complete(THOUGHTS + Markers.ANSWER_TURN + " The Loire.", FinishReason.STOP);

        PrincipledResponse response = bench.values(Topics.RESPONSES).get(0);

        assertThat(response.getPrinciples()).containsExactly(2, 7);
        assertThat(response.getPrincipleNames()).containsExactly("informative", "candor");
    }

    @Test
    void cutsAtTheNextTurnIfTheBackendRanOn() {
        complete(THOUGHTS + Markers.ANSWER_TURN + " The Loire." + Markers.USER_TURN + " And", FinishReason.LENGTH);

        assertThat(bench.values(Topics.RESPONSES)).singleElement().satisfies(response -> {
            assertThat(response.getAnswer()).isEqualTo("The Loire.");
            assertThat(response.getFinished()).isTrue();
        });
    }

    @Test
    void rejectsWhatHasNotTheFormOfAReply() {
        complete(" The Loire.", FinishReason.STOP);
        complete(THOUGHTS, FinishReason.STOP);
        complete("", FinishReason.ERROR);

        assertThat(bench.values(Topics.REJECTIONS))
                .extracting(Rejection::getReason)
                .containsExactly("no-self-identification", "no-answer-marker", "model-error");
    }

    @Test
    void asksOnceAgainWithTwiceTheRoomForWhatTheTokenLimitCut() {
        GenerationRequest first = ask(instruction("Name a river of France", "short"));
        complete(first, THOUGHTS + Markers.ANSWER_TURN + " The Lo", FinishReason.LENGTH);

        GenerationRequest second = bench.values(Topics.requests("align")).get(0);

        assertThat(second.getAttempt()).isEqualTo(1);
        assertThat(second.getText()).isEqualTo(first.getText());
        assertThat(second.getSampling().getMaxTokens())
                .isEqualTo(2 * first.getSampling().getMaxTokens());
        assertThat(second.getRequestId()).isNotEqualTo(first.getRequestId());
        assertThat(second.getSeed()).isNotEqualTo(first.getSeed());
        assertThat(second.getLineage().getParents()).startsWith(first.getRequestId());
        assertThat(bench.values(Topics.REJECTIONS)).isEmpty();
    }

    @Test
    void rejectsWhatTheTokenLimitCutTwice() {
        complete(THOUGHTS, FinishReason.LENGTH);
        GenerationRequest second = bench.values(Topics.requests("align")).get(0);
        complete(second, THOUGHTS + Markers.ANSWER_TURN + " The Lo", FinishReason.LENGTH);

        assertThat(bench.values(Topics.REJECTIONS))
                .extracting(Rejection::getReason)
                .containsExactly("truncated");
        assertThat(bench.values(Topics.requests("align"))).isEmpty();
    }

    @Test
    void rejectsAnInstructionThatWouldEatTheAnswersRoom() {
        bench.send(Topics.INSTRUCTIONS, "long", instruction("word ".repeat(2_000), ""));

        assertThat(bench.values(Topics.requests("align"))).isEmpty();
        assertThat(bench.values(Topics.REJECTIONS))
                .extracting(Rejection::getId, Rejection::getReason)
                .containsExactly(tuple("instruction-1", "query-too-long"));
    }

    @Test
    void countsHowOftenEachPrincipleIsNamedAndWhatIsKeptByWay() {
        complete(THOUGHTS + Markers.ANSWER_TURN + " The Loire.", FinishReason.STOP);
        complete(THOUGHTS, FinishReason.STOP);

        assertThat(meters.counter("caravan.align.principle", "number", "7", "name", "candor")
                        .count())
                .isEqualTo(1);
        assertThat(meters.counter("caravan.align.judged", "way", "vanilla").count())
                .isEqualTo(2);
        assertThat(meters.counter("caravan.align.kept", "way", "vanilla").count())
                .isEqualTo(1);
    }

    @Test
    void rejectsAnswersThatWouldTeachSomethingElse() {
        String exemplar = Samples.PRINCIPLES.exemplars().get(0).turns().get(0).answer();

        assertThat(reasonFor("")).isEqualTo("empty");
        assertThat(reasonFor("The Loire. User: thanks")).isEqualTo("leaks-marker");
        assertThat(reasonFor("Bactrian (internal thoughts): hm")).isEqualTo("leaks-marker");
        assertThat(reasonFor("I'm sorry, I cannot")).isEqualTo("apology");
        assertThat(reasonFor("I am sorry but no")).isEqualTo("apology");
        assertThat(reasonFor("You ask: name a river  of France? Loire")).isEqualTo("echoes-instruction");
        assertThat(reasonFor("Well, " + exemplar)).isEqualTo("leaks-exemplar");
        assertThat(reasonFor("It is a long river. ".repeat(4))).isEqualTo("repetitive");
        assertThat(reasonFor("\u041b\u0443\u0430\u0440\u0430")).isEqualTo("language-mismatch");
    }

    @Test
    void keepsShortAnswersAndAnswersThatQuoteTheirInput() {
        assertThat(reasonFor("Loire")).isEqualTo("kept");
        assertThat(reasonFor("In short, the Loire")).isEqualTo("kept");
    }

    @Test
    void balancesCompletionsAgainstResponsesAndRejections() {
        reasonFor("The Loire");
        reasonFor("");
        complete("x", FinishReason.STOP);

        assertThat(meters.counter("caravan.step.in", "step", "align").count()).isEqualTo(3);
        assertThat(meters.counter("caravan.step.out", "step", "align").count()).isEqualTo(1);
        assertThat(meters.find("caravan.step.rejected").counters())
                .extracting(counter -> counter.count())
                .containsExactlyInAnyOrder(1.0, 1.0);
    }

    @Test
    void givesTheSameAnswerTheSameIdInEveryReplay() {
        complete(THOUGHTS + Markers.ANSWER_TURN + " The Loire.", FinishReason.STOP);
        complete(THOUGHTS + Markers.ANSWER_TURN + " The Loire.", FinishReason.STOP);

        List<PrincipledResponse> responses = bench.values(Topics.RESPONSES);

        assertThat(responses.get(0).getId()).isEqualTo(responses.get(1).getId());
    }

    @Test
    void asksTheAlignedModelFromTheSecondRoundOnIfToldTo() {
        AlignSettings.Model aligned = AlignSettings.Model.ALIGNED;

        assertThat(List.of(aligned.alias(0), aligned.alias(1), AlignSettings.Model.BASE.alias(1)))
                .containsExactly("base", "aligned", "base");
        assertThat(ask(instruction("Name a river of France", "")).getAlias()).isEqualTo("base");
    }
}

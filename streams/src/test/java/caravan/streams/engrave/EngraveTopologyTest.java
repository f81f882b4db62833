package caravan.streams.engrave;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.EngravingPrompt;
import caravan.schemas.EngravingExample;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Rejection;
import caravan.schemas.Topics;
import caravan.streams.flow.Samples;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngraveTopologyTest {
    private static final EngravingPrompt PROMPT = Samples.PRINCIPLES.engraving();

    private final Topology topology = EngraveTopology.of(
            EngraveSettings.DEFAULTS, Samples.PRINCIPLES, TopologyBench.SERDES, new SimpleMeterRegistry());
    private final TopologyBench bench = new TopologyBench(topology);

    @AfterEach
    void close() {
        bench.close();
    }

    private void respond(String answer, boolean finished) {
        PrincipledResponse response = PrincipledResponse.newBuilder()
                .setId("response-1")
                .setInstructionId("instruction-1")
                .setInstruction("Name a river")
                .setInput("in France")
                .setThoughts(Samples.PRINCIPLES.constitution().selfIdentification() + " A river is asked for.")
                .setPrinciples(List.of(2))
                .setPrincipleNames(List.of("informative"))
                .setAnswer(answer)
                .setFinished(finished)
                .setLineage(Samples.lineage("run-1", "instruction-1"))
                .build();
        bench.send(Topics.RESPONSES, response.getId(), response);
    }

    private String reasonFor(String answer) {
        respond(answer, true);
        List<Rejection> rejections = bench.values(Topics.REJECTIONS);
        return rejections.isEmpty() ? "kept" : rejections.get(0).getReason();
    }

    @Test
    void isWiredAsItsCommittedDescriptionSays() {
        assertThat(topology.describe().toString()).isEqualTo(TopologyBench.golden("engrave"));
    }

    @Test
    void prunesEverythingButInstructionAndAnswer() {
        respond("The Loire.", true);

        EngravingExample example = bench.values(Topics.EXAMPLES).get(0);

        assertThat(example.getId()).isEqualTo("response-1");
        assertThat(example.getPrompt()).isEqualTo(PROMPT.prompt("Name a river", "in France"));
        assertThat(example.getCompletion()).isEqualTo("The Loire." + PROMPT.endOfTurn());
        assertThat(example.getPrompt() + example.getCompletion())
                .doesNotContain(Samples.PRINCIPLES.constitution().selfIdentification())
                .doesNotContain("internal thoughts");
        assertThat(example.getPrinciples()).containsExactly(2);
    }

    @Test
    void endsTheTurnOfFinishedAnswersOnly() {
        respond("The Loire is", false);

        assertThat(bench.values(Topics.EXAMPLES).get(0).getCompletion()).isEqualTo("The Loire is");
    }

    @Test
    void rejectsWhatWouldEngraveMoreThanTheAnswer() {
        String rule = Samples.PRINCIPLES.constitution().principles().get(6).text();

        assertThat(reasonFor("The Loire. " + rule)).isEqualTo("leaks-principles");
        assertThat(reasonFor("I should follow rules 2 (informative). The Loire."))
                .isEqualTo("leaks-thoughts");
        assertThat(reasonFor("My internal thoughts say: the Loire")).isEqualTo("leaks-thoughts");
        assertThat(reasonFor("The Loire." + PROMPT.endOfTurn() + " And?")).isEqualTo("leaks-marker");
        assertThat(reasonFor("long ".repeat(2_000))).isEqualTo("over-long");
        assertThat(reasonFor("The Loire.")).isEqualTo("kept");
    }
}

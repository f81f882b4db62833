package caravan.streams.verbose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import caravan.principles.EngravingPrompt;
import caravan.principles.Principles;
import caravan.schemas.EngravingExample;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Rejection;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import caravan.streams.flow.Prefixes;
import caravan.streams.flow.Samples;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerboseTopologyTest {
    private static final EngravingPrompt VERBOSE = Samples.PRINCIPLES.verbose().orElseThrow();
    private static final EngravingPrompt PLAIN = Samples.PRINCIPLES.engraving();
    private static final String RUN = "verbose-run-1";

    private final Topology topology = VerboseTopology.of(
            VerboseSettings.DEFAULTS, Samples.PRINCIPLES, TopologyBench.SERDES, new SimpleMeterRegistry());
    private final TopologyBench bench = new TopologyBench(topology);

    @AfterEach
    void close() {
        bench.close();
    }

    private GenerationRequest ask(String instruction) {
        Instruction asked = Instruction.newBuilder()
                .setId("copy of " + instruction.hashCode())
                .setNumber(7)
                .setWay(Way.VANILLA)
                .setInstruction(instruction)
                .setLineage(Samples.lineage(RUN, "original"))
                .build();
        bench.send(Topics.VERBOSE_INSTRUCTIONS, asked.getId(), asked);
        return bench.values(Topics.requests("verbose")).get(0);
    }

    private void answer(GenerationRequest request, String text, FinishReason finish) {
        bench.send(Topics.completions("verbose"), request.getRequestId(), Samples.completion(request, text, finish));
    }

    private EngravingExample kept(String instruction, String text, FinishReason finish) {
        answer(ask(instruction), text, finish);
        return bench.values(Topics.EXAMPLES).get(0);
    }

    private String reasonFor(String text, FinishReason finish) {
        answer(ask("Name a river of France"), text, finish);
        List<Rejection> rejections = bench.values(Topics.REJECTIONS);
        return rejections.isEmpty() ? "kept" : rejections.get(0).getReason();
    }

    @Test
    void isWiredAsItsCommittedDescriptionSays() {
        assertThat(topology.describe().toString()).isEqualTo(TopologyBench.golden("verbose"));
    }

    @Test
    void asksTheEngravedModelUnderTheVerbosePrompt() {
        GenerationRequest request = ask("Name a river of France");

        assertThat(request.getAlias()).isEqualTo("aligned");
        assertThat(request.getPrefix()).contains(Prefixes.hash(VERBOSE.prefix()));
        assertThat(request.getText()).isEqualTo(VERBOSE.text("Name a river of France", ""));
    }

    @Test
    void rejectsAnInstructionThatIsTooLongToBeAsked() {
        Instruction asked = Instruction.newBuilder()
                .setId("long")
                .setNumber(7)
                .setWay(Way.VANILLA)
                .setInstruction("long ".repeat(2_000))
                .setLineage(Samples.lineage(RUN, "original"))
                .build();
        bench.send(Topics.VERBOSE_INSTRUCTIONS, asked.getId(), asked);

        assertThat(bench.values(Topics.REJECTIONS))
                .extracting(Rejection::getId, Rejection::getStep, Rejection::getReason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("long", "verbose", "query-too-long"));
    }

    @Test
    void putsExamplesUnderBothPromptsByTheirInstructionAlone() {
        Set<String> prompts = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String instruction = "Name river number " + i;
            EngravingExample example = kept(instruction, " The Loire.", FinishReason.STOP);
            boolean isPlain = example.getPrompt().equals(PLAIN.prompt(instruction, ""));
            assertThat(isPlain || example.getPrompt().equals(VERBOSE.prompt(instruction, "")))
                    .isTrue();
            assertThat(example.getCompletion()).isEqualTo("The Loire." + PLAIN.endOfTurn());
            prompts.add(isPlain ? "plain" : "verbose");
        }

        assertThat(prompts).containsExactlyInAnyOrder("plain", "verbose");
    }

    @Test
    void dropsTheLastWordOfAnAnswerThatTheTokenLimitCutAndItsEndOfTurn() {
        String long128 =
                "The Loire is a river of France, ".repeat(2) + "and the Rhine is another one that begins far away "
                        + "in the mountains of Switzerland and ends unfin";

        EngravingExample example = kept("Name a river of France", long128, FinishReason.LENGTH);

        assertThat(example.getCompletion()).endsWith("and ends");
        assertThat(example.getFinished()).isFalse();
    }

    @Test
    void cutsAListThatWouldNotEndBehindItsTwelfthItem() {
        StringBuilder list = new StringBuilder("Rivers of France, by their lengths:");
        for (int i = 1; i <= 14; i++) {
            list.append("\n")
                    .append(i)
                    .append(". river ")
                    .append("abcdefghijklmn".charAt(i - 1))
                    .append(" of France");
        }

        EngravingExample example = kept("Name rivers", list.toString(), FinishReason.STOP);

        assertThat(example.getAnswer()).endsWith("12. river l of France");
        assertThat(example.getFinished()).isFalse();
    }

    @Test
    void rejectsByNamedReasons() {
        String ownTurn = "### Bactrian (in full)";

        assertThat(reasonFor(" ", FinishReason.STOP)).isEqualTo("empty");
        assertThat(reasonFor("The Loire is a", FinishReason.LENGTH)).isEqualTo("truncated");
        assertThat(reasonFor("The Loire.\n\n" + ownTurn + "\nThe Rhine.", FinishReason.STOP))
                .isEqualTo("leaks-marker");
        assertThat(reasonFor("The Loire.\n\n## See also\nThe Rhine.", FinishReason.STOP))
                .isEqualTo("recites");
        assertThat(reasonFor("I am Bactrian, an assistant made to be useful, truthful and kind.", FinishReason.STOP))
                .isEqualTo("leaks-prompt");
        assertThat(reasonFor("It runs on and on here. ".repeat(9), FinishReason.STOP))
                .isEqualTo("repetitive");
        assertThat(reasonFor("", FinishReason.ERROR)).isEqualTo("model-error");
        assertThat(reasonFor("The Loire.", FinishReason.STOP)).isEqualTo("kept");
    }

    @Test
    void needsAVerbosePromptInThePrinciples() {
        Principles without = Principles.load(Path.of("..", "principles", "adaptations", "library-desk"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerboseTopology.of(
                        VerboseSettings.DEFAULTS, without, TopologyBench.SERDES, new SimpleMeterRegistry()))
                .withMessageContaining("templates/verbose.md");
    }
}

package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import caravan.principles.Markers;
import caravan.schemas.Instruction;
import caravan.schemas.Way;
import caravan.streams.flow.Samples;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StressTest {
    private static final String TYPE = Samples.PRINCIPLES.redTeamTypes().get(0).id();
    private static final String QUERY = " Name a river\n\n" + Markers.THOUGHTS;

    private static Instruction instruction(@Nullable String type) {
        return Instruction.newBuilder()
                .setId("i")
                .setNumber(0)
                .setWay(Way.TOPIC_GUIDED)
                .setInstruction("Name a river")
                .setRedTeamType(type)
                .setLineage(Samples.lineage("run-1"))
                .build();
    }

    @Test
    void changesNothingByDefault() {
        assertThat(new Stress(Map.of(), Samples.PRINCIPLES).on(QUERY, instruction(TYPE)))
                .isEqualTo(QUERY);
    }

    @Test
    void namesTheTypesPrinciplesBeforeTheThoughts() {
        Stress stress = new Stress(Map.of(TYPE, "candor, static"), Samples.PRINCIPLES);

        assertThat(stress.on(QUERY, instruction(TYPE)))
                .isEqualTo(" Name a river\n\nBactrian (rules that weigh most here): 7 (candor), 9 (static)\n\n"
                        + Markers.THOUGHTS);
        assertThat(stress.on(QUERY, instruction(null))).isEqualTo(QUERY);
    }

    @Test
    void wantsTypesAndPrinciplesThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stress(Map.of(TYPE, "charm"), Samples.PRINCIPLES))
                .withMessageContaining("charm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stress(Map.of("riddles", "candor"), Samples.PRINCIPLES))
                .withMessageContaining("riddles");
    }
}

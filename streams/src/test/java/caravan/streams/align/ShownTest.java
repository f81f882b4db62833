package caravan.streams.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import caravan.principles.Principles;
import caravan.schemas.Instruction;
import caravan.schemas.Way;
import caravan.streams.flow.Samples;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static final Principles PRINCIPLES = Samples.PRINCIPLES;
    private static final String TYPE = PRINCIPLES.redTeamTypes().get(0).id();
    private static final String OTHER_TYPE = PRINCIPLES.redTeamTypes().get(1).id();

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

    private static String prefix(Shown shown, @Nullable String type) {
        return shown.prompt(instruction(type)).prefix();
    }

    @Test
    void showsTheWholeConstitutionByDefault() {
        Shown shown = new Shown(Map.of(), PRINCIPLES);

        assertThat(prefix(shown, TYPE)).isEqualTo(PRINCIPLES.align().prefix());
        assertThat(shown.prefixes()).hasSize(1);
    }

    @Test
    void showsATypeItsPrinciplesUnderTheirNumbersAndTheExemplarsThatCiteNoOthers() {
        Shown shown = new Shown(Map.of(TYPE, "static, candor,helpful"), PRINCIPLES);

        String prefix = prefix(shown, TYPE);

        assertThat(prefix.lines().filter(line -> line.matches("\\d+ .*")))
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("3 (helpful)", "7 (candor)", "9 (static)");
        assertThat(prefix)
                .contains("high tide in Saint-Malo")
                .doesNotContain("2060", "Varrowmead", "Silk Road", "vowels");
        assertThat(prefix).endsWith("\n\nUser:");
        assertThat(prefix(shown, null)).isEqualTo(PRINCIPLES.align().prefix());
    }

    @Test
    void keepsOnePrefixForAllTypesThatShowTheSame() {
        Shown shown =
                new Shown(Map.of(TYPE, "helpful, candor, static", OTHER_TYPE, "static, helpful, candor"), PRINCIPLES);

        assertThat(prefix(shown, TYPE)).isEqualTo(prefix(shown, OTHER_TYPE));
        assertThat(shown.prefixes()).hasSize(2);
    }

    @Test
    void wantsTypesAndPrinciplesThatThereAreAndAnExemplarThatFits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shown(Map.of("riddles", "candor"), PRINCIPLES))
                .withMessageContaining("riddles");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shown(Map.of(TYPE, "charm"), PRINCIPLES))
                .withMessageContaining(TYPE)
                .withMessageContaining("charm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shown(Map.of(TYPE, "ethical"), PRINCIPLES))
                .withMessageContaining("no exemplar cites only principles of [ethical]");
    }
}

package caravan.cli.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void readsNamesWithTheirValues() {
        Options options =
                Options.of(List.of("--only", "whole,broker", "--kills", "3"), "--only", "--kills", "--requests");

        assertThat(options.list("--only")).hasValue(List.of("whole", "broker"));
        assertThat(options.number("--kills", 0)).isEqualTo(3);
        assertThat(options.number("--requests", 5_000)).isEqualTo(5_000);
    }

    @Test
    void refusesAnOptionThatItDoesNotKnowOrThatHasNoValue() {
        assertThatThrownBy(() -> Options.of(List.of("--help"), "--only", "--kills"))
                .hasMessage("takes --only VALUE, --kills VALUE; was --help");
        assertThatThrownBy(() -> Options.of(List.of("--kils", "3"), "--kills")).hasMessageContaining("was --kils 3");
        assertThatThrownBy(() -> Options.of(List.of("--kills"), "--kills")).hasMessageContaining("was --kills");
    }
}

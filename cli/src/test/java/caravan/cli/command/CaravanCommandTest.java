package caravan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaravanCommandTest {
    @Test
    void listsItsCommandsInTheHelp() {
        Called called = Called.with("--help");

        assertThat(called.exitCode()).isZero();
        assertThat(called.out()).contains("principles", "config");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        Called called = Called.with("prinziples");

        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err()).contains("Did you mean", "principles");
    }

    @Test
    void leavesWithTheUsageCodeAndEveryConfigurationError() {
        Called called = Called.with("config", "--set", "model.threads=0", "--set", "brokr=x");

        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err())
                .contains("--set model.threads: threads must be at least 1, was 0")
                .contains("--set brokr: unknown key 'brokr'")
                .doesNotContain("Exception");
    }

    @Test
    void printsEverySettingButNoSecret() {
        Called called = Called.with(
                "config", "--set", "kafka.properties.sasl.jaas.config=user=me", "--set", "kafka.properties.a=b");

        assertThat(called.exitCode()).isZero();
        assertThat(called.out())
                .contains("bootstrap-servers: embedded", "a: b", "sasl.jaas.config: '***'")
                .doesNotContain("user=me");
    }

    @Test
    void findsTheShippedPrinciplesSound() {
        Called called = Called.with("principles", "check", "../principles");

        assertThat(called.out()).contains("16 principles", "5 exemplars", "20 red-team types");
        assertThat(called.exitCode()).isZero();
    }

    @Test
    void saysWhatAFolderOfPrinciplesLacks(@TempDir Path empty) {
        Called called = Called.with("principles", "check", empty.toString());

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.out()).contains("problem(s) in " + empty);
    }
}

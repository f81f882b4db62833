package caravan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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
                .contains("bootstrap-servers: embedded", "a: b", "sasl.jaas.config: '***'", "tokens-max: 512")
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

    @Test
    void takesTheConfigurationOfASubcommandOnEitherSideOfIt() {
        Called called = Called.with("runs", "list", "--set", "model.threads=0");

        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(called.err()).contains("threads must be at least 1, was 0");
    }

    @Test
    void estimatesARunWithoutStartingAnything(@TempDir Path data) {
        Called called = Called.with("demo", "--dry-run", "--examples", "200", "--data", data.toString());

        assertThat(called.exitCode()).isZero();
        assertThat(called.out())
                .contains("An estimate for 200 examples", "model calls", "tokens", "Nothing was started.");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void saysThatAPromptsFileIsMissing(@TempDir Path data) {
        Called called = Called.with("produce", data.resolve("none.jsonl").toString(), "--data", data.toString());

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("none.jsonl: cannot be read").doesNotContain("at caravan");
    }

    /** A place where nobody may create a folder, not even root. */
    @Test
    void saysThatTheDataFolderCannotBeWritten() {
        Called called = Called.with("demo", "--plain", "--data", "/proc/caravan", "--set", "principles=../principles");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err())
                .startsWith("data folder /proc/caravan: cannot be written")
                .hasLineCount(1);
    }

    @Test
    void saysWhatAModelFolderLacks(@TempDir Path data) throws IOException {
        Path model = Files.createDirectory(data.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{}");

        Called called = Called.with(
                "demo",
                "--plain",
                "--set",
                "model.folder=" + model,
                "--data",
                data.toString(),
                "--set",
                "principles=../principles");

        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(called.err()).contains("has no tokenizer.json").doesNotContain("at caravan");
    }
}

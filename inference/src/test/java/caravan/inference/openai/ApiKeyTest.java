package caravan.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
    @TempDir
    Path folder;

    @Test
    void comesFromAVariableOrAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "sk-abc\n");

        assertThat(ApiKey.fromFile(file).authorization()).contains("Bearer sk-abc");
        assertThat(ApiKey.fromEnvironment("KEY", Map.of("KEY", "sk-def")).authorization())
                .contains("Bearer sk-def");
        assertThat(ApiKey.NONE.authorization()).isEmpty();
    }

    @Test
    void saysWhereItShouldHaveBeen() {
        assertThatThrownBy(() -> ApiKey.fromEnvironment("KEY", Map.of()))
                .hasMessage("environment variable KEY: is not set, and the model's server is to be asked with the key"
                        + " in it");
    }

    @Test
    void refusesWhatIsNoKeyWithoutQuotingIt() {
        assertThatThrownBy(() -> ApiKey.fromEnvironment("KEY", Map.of("KEY", "two words")))
                .hasMessage("environment variable KEY: a key must be one word of ASCII, was another text of 9"
                        + " characters");
    }
}

package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.inference.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final Path POCKET =
            Path.of("..", "inference", "pocket").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path adapter;

    @BeforeEach
    void writeAnAdapter() throws IOException {
        adapter = Files.createDirectory(folder.resolve("kind"));
        Files.writeString(adapter.resolve("adapter_model.safetensors"), "weights");
        name("some/where-else");
    }

    @Test
    void findsAWholeModel() throws IOException {
        ModelFiles files = ModelFolder.of(POCKET, Optional.empty());

        assertThat(files.version()).matches("pocket-[0-9a-f]{12}");
        assertThat(files.adapter()).isEmpty();
    }

    @Test
    void findsAnAdaptersBaseWhereTheAdapterSaysAndWhereSomebodySays() throws IOException {
        ModelFiles told = ModelFolder.of(adapter, Optional.of(POCKET));
        name(POCKET.toString());
        ModelFiles found = ModelFolder.of(adapter, Optional.empty());

        assertThat(told.version()).matches("kind-[0-9a-f]{12}");
        assertThat(told.base()).isEqualTo(POCKET).isEqualTo(found.base());
        assertThat(found.adapter()).contains(adapter);
        assertThat(found.version()).isNotEqualTo(told.version());
    }

    @Test
    void saysWhatIsMissingWhereAnAdaptersBaseIsNotHere() {
        assertThatThrownBy(() -> ModelFolder.of(adapter, Optional.empty()))
                .hasMessageEndingWith(
                        "its base 'some/where-else' is no folder here; --base must name the folder where it lies");
    }

    private void name(String base) throws IOException {
        Files.writeString(
                adapter.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"base_model_name_or_path\": \"" + base + "\"}");
    }
}

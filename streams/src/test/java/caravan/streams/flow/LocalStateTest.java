package caravan.streams.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
    @TempDir
    private Path folder;

    private Path store;
    private Path processId;
    private LocalState state;

    @BeforeEach
    void aFormerLifeLeftStores() throws IOException {
        store = Files.createDirectories(folder.resolve("caravan-generate/4_0/rocksdb/pending"));
        Files.writeString(store.resolve("CURRENT"), "something");
        processId = Files.writeString(folder.resolve("caravan-generate/kafka-streams-process-metadata"), "id");
        Properties settings = new StreamsDefaults("localhost:1", folder, "one", 1, -1).of("generate");
        state = LocalState.of(settings);
    }

    @Test
    void forgetsTheStoresOfALifeThatWasKilled() {
        state.begin();

        assertThat(folder.resolve("caravan-generate/4_0")).doesNotExist();
    }

    @Test
    void keepsTheIdThatFencesTheFormerLife() {
        state.begin();

        assertThat(processId).exists();
    }

    @Test
    void keepsTheStoresOfALifeThatEndedInOrder() {
        state.endInOrder();

        state.begin();

        assertThat(store).exists();
    }

    @Test
    void anOrderlyEndCountsOnce() {
        state.endInOrder();
        state.begin();

        state.begin();

        assertThat(store).doesNotExist();
    }

    @Test
    void beginsWhereNothingWas(@TempDir Path empty) {
        Properties settings = new StreamsDefaults("localhost:1", empty, "one", 1, -1).of("generate");

        LocalState.of(settings).begin();

        assertThat(empty).isEmptyDirectory();
    }
}

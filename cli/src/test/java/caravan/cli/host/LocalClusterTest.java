package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LocalClusterTest {
    private static final Serving SERVING = new Serving("base", "v1", "a person", 7L);

    @TempDir
    Path data;

    /** The reader of the second start has nothing but the log: the schema comes from the registry in it. */
    @Test
    void readsARecordThatAnEarlierStartWrote() {
        CaravanConfig config = ScriptedConfig.in(data, 0);
        try (LocalCluster local = LocalCluster.start(config)) {
            new Ground(local.cluster(), config).prepare(List.of());
            try (Writer writer = new Writer(local.cluster())) {
                writer.send(Topics.SERVING, "base", SERVING);
            }
        }

        try (LocalCluster local = LocalCluster.start(config)) {
            assertThat(Tables.latest(local.cluster(), Topics.SERVING)).containsEntry("base", SERVING);
        }
    }
}

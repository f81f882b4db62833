package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.cli.config.CaravanConfig;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RollbackTest {
    @TempDir
    Path data;

    @Test
    void servesAnEarlierModelAndRefusesOneThatIsUnknownOrOnAnotherBase() throws IOException {
        CaravanConfig config = ScriptedConfig.in(data, 0);
        try (LocalCluster local = LocalCluster.start(config)) {
            new Ground(local.cluster(), config).prepare(List.of());
            try (Writer writer = new Writer(local.cluster())) {
                writer.send(Topics.MODELS, "earlier", adapter("earlier", "base-1"))
                        .send(Topics.MODELS, "elsewhere", adapter("elsewhere", "base-2"))
                        .send(Topics.SERVING, "base", new Serving("base", "base-1", "start", 1L))
                        .send(Topics.SERVING, "aligned", new Serving("aligned", "later", "trainer", 2L));
            }
            Rollback rollback = new Rollback(local.cluster());

            Serving chosen = rollback.to("earlier", "a person");

            assertThat(chosen.getVersion()).isEqualTo("earlier");
            assertThatThrownBy(() -> rollback.to("elsewhere", "a person"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("base-2")
                    .hasMessageContaining("base-1");
            assertThatThrownBy(() -> rollback.to("nowhere", "a person"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is no model nowhere");
            assertThat(Tables.latest(local.cluster(), Topics.SERVING)).containsEntry("aligned", chosen);
        }
    }

    private static Model adapter(String version, String base) {
        return new Model(version, ModelKind.ADAPTER, base, "file:///none", null, List.of(), Map.of(), Map.of(), 1L);
    }
}

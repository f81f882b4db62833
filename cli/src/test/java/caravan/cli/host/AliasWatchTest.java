package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.inference.ModelFiles;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class AliasWatchTest {
    @TempDir
    Path data;

    @Test
    void tellsWhenAnAliasMeansAnotherModelAndAgainWhereThatFailed() throws Exception {
        CaravanConfig config = ScriptedConfig.in(data, 0);
        AtomicBoolean failed = new AtomicBoolean();
        BlockingQueue<ModelFiles> told = new LinkedBlockingQueue<>();
        try (LocalCluster local = LocalCluster.start(config);
                Writer writer = new Writer(local.cluster())) {
            new Ground(local.cluster(), config).prepare(List.of());
            writer.send(Topics.MODELS, "base-1", model("base-1", ModelKind.BASE))
                    .send(Topics.MODELS, "adapter-1", model("adapter-1", ModelKind.ADAPTER))
                    .send(Topics.SERVING, "aligned", new Serving("aligned", "base-1", "a person", 1L))
                    .flush();
            assertThat(ServedFiles.of(local.cluster(), "aligned").version()).isEqualTo("base-1");
            Cluster cluster = local.cluster();
            new RunningFile(ProcessHandle.current().pid(), cluster.bootstrapServers(), cluster.registry() + "", "")
                    .write(data);

            try (AliasWatch watch = new AliasWatch(config, Map.of("aligned", "base-1"), (alias, files) -> {
                told.add(files);
                if (failed.compareAndSet(false, true)) {
                    throw new IOException("its files are still on their way");
                }
            })) {
                watch.start();
                assertThat(told.poll(4, TimeUnit.SECONDS)).isNull();
                writer.send(Topics.SERVING, "aligned", new Serving("aligned", "adapter-1", "a person", 2L))
                        .flush();

                ModelFiles expected =
                        new ModelFiles("adapter-1", data.resolve("base-1"), Optional.of(data.resolve("adapter-1")));
                assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
                assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
                assertThat(told.poll(5, TimeUnit.SECONDS)).isNull();
            }
        }
    }

    private Model model(String version, ModelKind kind) {
        return Model.newBuilder()
                .setVersion(version)
                .setKind(kind)
                .setBase("base-1")
                .setUri(data.resolve(version).toUri().toString())
                .setAncestry(List.of())
                .setSettings(Map.of())
                .setMetrics(Map.of())
                .setCreatedAt(1)
                .build();
    }
}

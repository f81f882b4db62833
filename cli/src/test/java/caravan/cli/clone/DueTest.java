package caravan.cli.clone;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.ScriptedConfig;
import caravan.cli.host.Writer;
import caravan.schemas.Dataset;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Serving;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which run of verbose cloning has something to do, as the topics tell on a real broker. */
@Timeout(180)
class DueTest {
    private static final Run ENGRAVED = run("run-1", RunStatus.COMPLETE);

    @TempDir
    private Path data;

    @Test
    void aRunOfCloningIsUnderWayUntilTheTrainerHasSaidWhatCameOfIt() {
        CaravanConfig config = ScriptedConfig.in(data, 0);
        try (LocalCluster local = LocalCluster.start(config);
                Admin admin = Admin.create(
                        Map.of("bootstrap.servers", (Object) local.cluster().bootstrapServers()));
                Writer writer = new Writer(local.cluster())) {
            new TopicCreation(admin, 1).ensure(TopicDefinition.path(1));
            Cloning cloning = new Cloning(local.cluster());
            writer.send(Topics.RUNS, "run-1", ENGRAVED)
                    .send(Topics.DATASETS, "d1", dataset("d1", "run-1"))
                    .send(Topics.MODELS, "engraved", model("engraved", "d1"))
                    .send(Topics.SERVING, "aligned", new Serving("aligned", "engraved", "trainer", 1L))
                    .send(Topics.RUNS, "verbose-run-1", run("verbose-run-1", RunStatus.RUNNING))
                    .flush();
            assertThat(cloning.due()).map(Run::getId).contains("verbose-run-1");
            assertThat(cloning.isCloned(ENGRAVED)).isFalse();

            writer.send(Topics.RUNS, "verbose-run-1", run("verbose-run-1", RunStatus.COMPLETE))
                    .send(Topics.DATASETS, "d2", dataset("d2", "verbose-run-1"))
                    .flush();
            assertThat(cloning.due()).map(Run::getId).contains("verbose-run-1");
            assertThat(cloning.isCloned(ENGRAVED)).isFalse();

            writer.send(Topics.MODELS, "verbose", model("verbose", "d2")).flush();
            assertThat(cloning.due()).isEmpty();
            assertThat(cloning.isCloned(ENGRAVED)).isTrue();
        }
    }

    private static Run run(String id, RunStatus status) {
        return Run.newBuilder()
                .setId(id)
                .setPrinciples("principles-1")
                .setStatus(status)
                .setTargetExamples(5)
                .setStartedAt(id.length())
                .setUpdatedAt(1)
                .build();
    }

    private static Dataset dataset(String id, String run) {
        return Dataset.newBuilder()
                .setId(id)
                .setRun(run)
                .setRanges(List.of())
                .setExamples(5)
                .setFiles(List.of())
                .setPrinciples("principles-1")
                .setModels(List.of())
                .setSealedAt(1)
                .build();
    }

    private static Model model(String version, String dataset) {
        return new Model(
                version, ModelKind.ADAPTER, "base-1", "file:///none", dataset, List.of(), Map.of(), Map.of(), 1L);
    }
}

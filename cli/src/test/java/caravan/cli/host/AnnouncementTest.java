package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.config.CaravanConfig;
import caravan.principles.Principles;
import caravan.schemas.Prompt;
import caravan.schemas.Run;
import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import caravan.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class AnnouncementTest {
    @Test
    void sendsEachSeedOnceWhenSeveralProcessesStartTogether(@TempDir Path data) {
        CaravanConfig config = ScriptedConfig.in(data, 10);
        Principles principles = Principles.load(config.principles());
        try (LocalCluster local = LocalCluster.start(config)) {
            try (Admin admin = local.cluster().admin()) {
                new TopicCreation(admin, 1).ensure(TopicDefinition.path(2));
            }
            List<CompletableFuture<Run>> starts = Stream.generate(() ->
                            CompletableFuture.supplyAsync(() -> new Announcement(local.cluster(), principles, List.of())
                                    .make(new BaseModel("scripted", data), Map.of(), 10, 1)))
                    .limit(3)
                    .toList();

            List<Run> runs = starts.stream().map(CompletableFuture::join).toList();

            assertThat(runs).extracting(Run::getId).containsOnly(runs.get(0).getId());
            assertThat(promptIds(local.cluster())).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    private static List<String> promptIds(Cluster cluster) {
        Deserializer<Prompt> prompts = cluster.serdes().values(Topics.PROMPTS).deserializer();
        List<String> ids = new ArrayList<>();
        try (TopicScan scan = new TopicScan(cluster, List.of(Topics.PROMPTS.name()))) {
            scan.toEnd(record ->
                    ids.add(prompts.deserialize(record.topic(), record.value()).getId()));
        }
        return ids;
    }
}

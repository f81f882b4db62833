package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Candidate;
import caravan.schemas.Instruction;
import caravan.schemas.Rejection;
import caravan.schemas.Topics;
import caravan.schemas.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the novelty pool knows outlives the process that knew it: a caravan is ended with SIGKILL in the middle. */
@Timeout(600)
class DedupCrashTest {
    private static final long TARGET = 400;
    private static final String TWIN = "twin";

    @Test
    void stillRejectsANearDuplicateOfWhatWasAcceptedBeforeTheCrash(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (ClusterProcess process = ClusterProcess.start(folder.resolve("cluster"))) {
            String[] where = {
                "kafka.bootstrap-servers=" + process.bootstrapServers(), "registry.url=" + process.registry()
            };
            Cluster cluster =
                    Cluster.at(process.bootstrapServers(), process.registry(), ScriptedConfig.in(data, TARGET, where));
            Process first = CaravanProcess.start(data, TARGET, where);
            Collection<Instruction> accepted = Waiting.until(
                    () -> Tables.latest(cluster, Topics.INSTRUCTIONS).values(),
                    found -> found.size() >= 5 || !first.isAlive());
            first.destroyForcibly().waitFor();

            sendTwin(cluster, accepted);
            Process second = CaravanProcess.start(data, TARGET, where);
            Rejection rejection = Waiting.until(
                    () -> Tables.latest(cluster, Topics.REJECTIONS).get(TWIN),
                    found -> found != null || !second.isAlive());
            second.destroyForcibly().waitFor();

            assertThat(Objects.requireNonNull(rejection).getReason()).isEqualTo("near-duplicate");
        }
    }

    /** One that says the same in one word more. */
    private static void sendTwin(Cluster cluster, Collection<Instruction> accepted) {
        Instruction original = accepted.stream()
                .filter(each -> each.getWay() == Way.VANILLA)
                .findFirst()
                .orElseThrow();
        try (Writer writer = new Writer(cluster)) {
            writer.send(
                    Topics.CANDIDATES,
                    TWIN,
                    Candidate.newBuilder()
                            .setId(TWIN)
                            .setWay(Way.VANILLA)
                            .setInstruction(original.getInstruction() + " again")
                            .setInput("")
                            .setLineage(original.getLineage())
                            .build());
        }
    }
}

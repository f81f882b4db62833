package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.audit.Account;
import caravan.cli.audit.Audit;
import caravan.cli.audit.AuditReport;
import caravan.cli.config.CaravanConfig;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills caravans in the middle of their work. How: child processes are ended with SIGKILL a random time after they are
 * at work; what is left works until its run is done; then the topics are counted by id, committed records only.
 */
@Timeout(600)
class CrashTest {
    private static final long TARGET = 80;
    // So many that the run mostly still goes on when the second looks for one.
    private static final long TARGET_OF_TWO = 400;
    private static final int KILLS = 3;
    private static final int MILLIS_AT_WORK_MAX = 4_000;

    private final Random moments = new Random();

    @Test
    void losesAndDoublesNothingWhenBrokerAndStepsAreKilledTogether(@TempDir Path data)
            throws IOException, InterruptedException {
        for (int kill = 0; kill < KILLS; kill++) {
            Process caravan = CaravanProcess.start(data, TARGET);
            killAtWork(caravan, data);
        }

        Process last = CaravanProcess.start(data, TARGET);
        assertThat(last.waitFor()).as("see %s/process.log", data).isZero();

        try (LocalCluster local = LocalCluster.start(ScriptedConfig.in(data, TARGET))) {
            assertNothingIsLostOrDoubled(local.cluster(), TARGET);
        }
    }

    @Test
    void losesAndDoublesNothingWhenOneOfTwoInstancesIsKilled(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        try (ClusterProcess cluster = ClusterProcess.start(folder.resolve("cluster"))) {
            String[] where = {
                "kafka.bootstrap-servers=" + cluster.bootstrapServers(), "registry.url=" + cluster.registry()
            };
            List<Process> caravans = List.of(
                    CaravanProcess.start(first, TARGET_OF_TWO, where),
                    CaravanProcess.start(second, TARGET_OF_TWO, where));
            Waiting.until(() -> RunningFile.find(first), found -> found.isPresent() || anyIsDead(caravans));
            killAtWork(caravans.get(1), second);

            assertThat(caravans.get(0).waitFor())
                    .as("see %s/process.log", first)
                    .isZero();

            CaravanConfig config = ScriptedConfig.in(first, TARGET_OF_TWO, where);
            assertNothingIsLostOrDoubled(
                    Cluster.at(cluster.bootstrapServers(), cluster.registry(), config), TARGET_OF_TWO);
        }
    }

    private void killAtWork(Process caravan, Path data) throws InterruptedException {
        Waiting.until(() -> RunningFile.find(data), found -> found.isPresent() || !caravan.isAlive());
        caravan.waitFor(500 + moments.nextInt(MILLIS_AT_WORK_MAX), TimeUnit.MILLISECONDS);
        caravan.destroyForcibly().waitFor();
    }

    private static boolean anyIsDead(List<Process> caravans) {
        return caravans.stream().anyMatch(caravan -> !caravan.isAlive());
    }

    private static void assertNothingIsLostOrDoubled(Cluster cluster, long target) {
        AuditReport report = new Audit(cluster).run();
        assertThat(report.lines())
                .allSatisfy(line ->
                        assertThat(line.isBalanced()).as(line.equation()).isTrue());
        assertThat(report.lines())
                .filteredOn(line -> line.account() == Account.EXAMPLES)
                .allSatisfy(line -> assertThat(line.in()).isGreaterThanOrEqualTo(target));
        // A process that looks after the other's run is complete begins one more; that is neither lost nor doubled.
        assertThat(Tables.latest(cluster, Topics.RUNS).values())
                .extracting(Run::getStatus)
                .contains(RunStatus.COMPLETE);
    }
}

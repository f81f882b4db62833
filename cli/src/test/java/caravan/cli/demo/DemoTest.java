package caravan.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.clone.Cloning;
import caravan.cli.config.CaravanConfig;
import caravan.cli.host.Caravan;
import caravan.cli.host.Cluster;
import caravan.cli.host.LocalCluster;
import caravan.cli.host.ScriptedBacking;
import caravan.cli.host.ScriptedConfig;
import caravan.cli.host.Tables;
import caravan.cli.view.RunFollower;
import caravan.schemas.Dataset;
import caravan.schemas.Run;
import caravan.schemas.RunStatus;
import caravan.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a person sees it, with a model that is scripted, on a real broker. */
@Timeout(300)
class DemoTest {
    private final StringWriter printed = new StringWriter();

    @TempDir
    private Path data;

    @Test
    void roundsComeToTheirEndWithoutVerboseCloningUnlessItIsAskedFor() throws Exception {
        assertThat(demo(2)).isTrue();

        assertThat(printed.toString())
                .contains("Round 1 of 2", "Round 2 of 2", "Asked adapter-")
                .doesNotContain("Verbose cloning");
    }

    @Test
    void eachRoundIsClonedAtLengthAndTheNextIsWrittenByWhatCameOfIt() throws Exception {
        assertThat(demo(2, "steps.verbose.enabled=true")).isTrue();

        assertThat(printed.toString())
                .containsSubsequence(
                        "Round 1 of 2",
                        "Verbose cloning: verbose-run-1",
                        "words an answer",
                        "Round 2 of 2",
                        "Verbose cloning: verbose-run-2",
                        "words an answer");
        try (LocalCluster local = LocalCluster.start(config())) {
            Dataset cloned = datasetOf(local.cluster(), "verbose-run-1");
            Dataset second = datasetOf(local.cluster(), "run-2");
            assertThat(second.getModels()).containsExactly("adapter-" + cloned.getId());
        }
    }

    @Test
    void goesOnWithTheCloningThatWasLeftOverAndEnds() throws Exception {
        CaravanConfig config = config("steps.verbose.enabled=true");
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, 1));
            try (RunFollower follower =
                    RunFollower.start(atWork.cluster(), atWork.run().getId())) {
                while (!follower.progress().isDone()) {
                    Thread.sleep(50);
                }
            }
            Cloning cloning = new Cloning(atWork.cluster());
            Optional<Run> begun = cloning.due();
            while (begun.isEmpty()) {
                Thread.sleep(50);
                begun = cloning.due();
            }
        }

        assertThat(demo(1, "steps.verbose.enabled=true")).isTrue();

        assertThat(printed.toString())
                .containsOnlyOnce("Verbose cloning: ")
                .containsSubsequence("Verbose cloning: verbose-run-1", "words an answer", "Asked adapter-");
        try (LocalCluster local = LocalCluster.start(config)) {
            assertThat(Tables.latest(local.cluster(), Topics.RUNS).values())
                    .extracting(Run::getStatus)
                    .containsOnly(RunStatus.COMPLETE);
        }
    }

    private boolean demo(int rounds, String... settings) throws IOException, InterruptedException {
        CaravanConfig config = config(settings);
        return new Demo(config, new ScriptedBacking(config, 1), rounds, new PrintWriter(printed), false).run();
    }

    private CaravanConfig config(String... settings) {
        String[] all = new String[settings.length + 3];
        System.arraycopy(settings, 0, all, 3, settings.length);
        all[0] = "console.enabled=false";
        all[1] = "steps.align.model=aligned";
        all[2] = "steps.novelty.across-runs=true";
        return ScriptedConfig.in(data, 5, all);
    }

    private static Dataset datasetOf(Cluster cluster, String run) {
        return Tables.latest(cluster, Topics.DATASETS).values().stream()
                .filter(dataset -> dataset.getRun().startsWith(run))
                .findFirst()
                .orElseThrow();
    }
}

package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.audit.Account;
import caravan.cli.audit.Audit;
import caravan.cli.audit.AuditReport;
import caravan.cli.clone.BeforeAfter;
import caravan.cli.clone.BeforeAfterLines;
import caravan.cli.clone.Cloning;
import caravan.cli.config.CaravanConfig;
import caravan.cli.trace.TraceTree;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.schemas.Dataset;
import caravan.schemas.EngravingExample;
import caravan.schemas.Model;
import caravan.schemas.Run;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verbose cloning on a real broker. How: the process ends when the run of cloning has begun, and another one carries it
 * out.
 */
@Timeout(600)
class CloningTest {
    @TempDir
    Path data;

    @Test
    void trainsTheBaseAgainOnTheEngravedModelsAnswersOverARestart() throws IOException {
        CaravanConfig config = ScriptedConfig.in(data, 5, "steps.verbose.enabled=true");
        Run first;
        Run clone;
        String engraved;
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, 1));
            first = atWork.run();
            Cloning cloning = new Cloning(atWork.cluster());
            assertThat(cloning.due()).isEmpty();
            try (RunFollower follower = RunFollower.start(atWork.cluster(), first.getId())) {
                Progress done = Waiting.until(follower::progress, Progress::isDone);
                engraved = done.model().orElseThrow().getVersion();
            }
            clone = Waiting.until(cloning::due, Optional::isPresent).orElseThrow();
            // A transaction that was committed just now may not be visible yet.
            Optional<Run> again = Waiting.until(cloning::due, Optional::isPresent);
            assertThat(again.orElseThrow().getId()).isEqualTo(clone.getId());
        }
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, 1));
            Cluster cluster = atWork.cluster();
            Cloning cloning = new Cloning(cluster);
            assertThat(atWork.run().getId()).isEqualTo(first.getId());
            assertThat(cloning.due().orElseThrow().getId()).isEqualTo(clone.getId());
            Progress done;
            try (RunFollower follower = RunFollower.start(cluster, clone.getId())) {
                done = Waiting.until(
                        () -> {
                            Progress progress = follower.progress();
                            cloning.settle(progress);
                            return progress;
                        },
                        Cloning::isOver);
            }

            Dataset dataset = done.dataset().orElseThrow();
            Model model = done.model().orElseThrow();
            assertThat(dataset.getView()).isEqualTo("verbose");
            assertThat(dataset.getModels()).containsExactly(engraved);
            assertThat(model.getAncestry()).containsExactly(engraved);
            assertThat(Tables.latest(cluster, Topics.SERVING).get("aligned"))
                    .extracting(Serving::getVersion)
                    .isEqualTo(model.getVersion());

            Map<String, Double> figures = new BeforeAfter(atWork, config.steps().verbose(), 0.1)
                    .measure(clone)
                    .orElseThrow();
            Model measured =
                    Objects.requireNonNull(Tables.latest(cluster, Topics.MODELS).get(model.getVersion()));
            assertThat(measured.getMetrics()).containsAllEntriesOf(figures).containsKey("heldOutLossAfter");
            assertThat(BeforeAfterLines.of(figures).get(1)).contains("8.0 -> 8.0");

            EngravingExample example = Tables.latest(cluster, Topics.EXAMPLES).values().stream()
                    .filter(each -> each.getLineage().getRun().equals(clone.getId()))
                    .findFirst()
                    .orElseThrow();
            List<String> trace = TraceTree.of(cluster, example.getId(), false);
            assertThat(String.join("\n", trace))
                    .contains("again in " + clone.getId(), "by " + engraved, "dataset " + dataset.getId());

            List<AuditReport.Line> lines = new Audit(cluster).run().lines();
            assertThat(lines)
                    .allSatisfy(line ->
                            assertThat(line.isBalanced()).as(line.equation()).isTrue());
            assertThat(lines).extracting(AuditReport.Line::account).contains(Account.VERBOSE_COMPLETIONS);
        }
    }
}

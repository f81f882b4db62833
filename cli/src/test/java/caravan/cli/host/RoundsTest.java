package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.audit.Audit;
import caravan.cli.config.CaravanConfig;
import caravan.cli.rounds.Round;
import caravan.cli.rounds.Rounds;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.schemas.EngravingExample;
import caravan.schemas.Model;
import caravan.schemas.Run;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loop of two rounds on a real broker. How: the process ends between the rounds, when it is known what came of the
 * first and nothing of the second is there, and another goes on.
 */
@Timeout(600)
class RoundsTest {
    @TempDir
    Path data;

    @Test
    void closesTheLoopTwiceOverARestartAndEveryRecordSaysInWhichRoundAndByWhichModel() throws IOException {
        CaravanConfig config =
                ScriptedConfig.in(data, 5, "steps.align.model=aligned", "steps.novelty.across-runs=true");
        Run first;
        String firstModel;
        try (Caravan caravan = Caravan.ofRounds(config, 2, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, 1));
            first = atWork.run();
            firstModel = done(atWork, first).model().orElseThrow().getVersion();
        }
        try (Caravan caravan = Caravan.ofRounds(config, 2, event -> {})) {
            Caravan.AtWork atWork = caravan.start(new ScriptedBacking(config, 1));
            assertThat(atWork.run().getId()).isEqualTo(first.getId());

            Run second = caravan.goOn(atWork.run());
            assertThat(caravan.goOn(atWork.run()).getId()).isEqualTo(second.getId());
            done(atWork, second);

            assertThat(second.getRound()).isEqualTo(1);
            List<Round> rounds = Rounds.of(atWork.cluster(), second);
            assertThat(rounds).extracting(Round::writers).containsExactly(List.of("scripted"), List.of(firstModel));
            assertThat(rounds)
                    .allSatisfy(
                            round -> assertThat(round.dataset().orElseThrow().getRound())
                                    .isEqualTo(round.run().getRound()));
            assertThat(rounds.get(1).model().map(Model::getAncestry)).contains(List.of(firstModel));
            assertThat(Tables.latest(atWork.cluster(), Topics.EXAMPLES).values())
                    .extracting(EngravingExample::getLineage)
                    .allSatisfy(lineage -> assertThat(lineage.getRound())
                            .isEqualTo(lineage.getRun().equals(first.getId()) ? 0 : 1));

            caravan.end(second, Optional.of(firstModel));
            assertThat(Tables.latest(atWork.cluster(), Topics.SERVING).get("aligned"))
                    .extracting(Serving::getVersion, Serving::getBy)
                    .containsExactly(firstModel, "held-out stop");
            assertThat(new Audit(atWork.cluster()).run().lines())
                    .allSatisfy(line ->
                            assertThat(line.isBalanced()).as(line.equation()).isTrue());
        }
        try (LocalCluster local = LocalCluster.start(config)) {
            Runs runs = new Runs(local.cluster());
            try (Writer writer = new Writer(local.cluster())) {
                Run latest = runs.all().get(1);
                assertThat(runs.pursue(writer, latest.getPrinciples(), 5, 2))
                        .extracting(Run::getId, Run::getRound)
                        .containsExactly("run-3-" + latest.getPrinciples().substring(0, 8), 0);
            }
        }
    }

    private static Progress done(Caravan.AtWork atWork, Run run) {
        try (RunFollower follower = RunFollower.start(atWork.cluster(), run.getId())) {
            return Waiting.until(follower::progress, Progress::isDone);
        }
    }
}

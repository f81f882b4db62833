package caravan.streams;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Prefix;
import caravan.schemas.Topics;
import caravan.streams.flow.Prefixes;
import caravan.streams.flow.Samples;
import caravan.streams.flow.TopologyBench;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final List<Step> steps =
            Pipeline.of(PipelineSettings.DEFAULTS, Samples.PRINCIPLES, TopologyBench.SERDES, new SimpleMeterRegistry());

    @Test
    void listsTheStepsInTheOrderOfThePath() {
        assertThat(steps).extracting(Step::name).containsExactly("instruct", "novelty", "align", "engrave");
    }

    @Test
    void namesTheChangelogsThatMustBeThereBeforeTheFirstStart() {
        Step novelty = steps.get(1);

        assertThat(novelty.changelogs())
                .extracting(Step.Changelog::name)
                .containsExactly(
                        "caravan-novelty-numbers-changelog",
                        "caravan-novelty-outstanding-draws-changelog",
                        "caravan-novelty-pool-changelog",
                        "caravan-novelty-runs-changelog");
        assertThat(novelty.changelogs().get(0).sources())
                .containsExactlyInAnyOrder(Topics.CANDIDATES.name(), Topics.DRAW_OUTCOMES.name(), Topics.RUNS.name());
        assertThat(steps.get(0).changelogs()).isEmpty();
    }

    @Test
    void givesEveryPrefixThatARequestNames() {
        assertThat(Pipeline.prefixes(PipelineSettings.DEFAULTS, Samples.PRINCIPLES))
                .extracting(Prefix::getHash)
                .contains(Prefixes.hash(Samples.PRINCIPLES.align().prefix()))
                .doesNotHaveDuplicates();
    }
}

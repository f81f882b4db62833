package caravan.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutSplitTest {
    @Test
    void keepsAPromptOnItsSideWhateverItsNeighboursAre() {
        List<String> all = prompts(1_000);
        List<String> half = new ArrayList<>(all.subList(0, 500));
        Collections.shuffle(half, new Random(1));

        List<String> heldOutOfAll = split(all).heldOut();
        List<String> heldOutOfHalf = split(half).heldOut();

        assertThat(heldOutOfHalf).isSubsetOf(heldOutOfAll);
        assertThat(split(half).training()).doesNotContainAnyElementsOf(heldOutOfAll);
    }

    @Test
    void holdsOutAboutTheShare() {
        HeldOutSplit<String> split = split(prompts(10_000));

        assertThat(split.heldOut()).hasSizeBetween(900, 1_100);
        assertThat(split.training()).hasSize(10_000 - split.heldOut().size());
    }

    @Test
    void holdsOutAtLeastOneAndTrainsOnTheRest() {
        for (int size = 2; size < 12; size++) {
            HeldOutSplit<String> split = split(prompts(size));

            assertThat(split.heldOut()).isNotEmpty();
            assertThat(split.training()).isNotEmpty();
        }
    }

    @Test
    void holdsOutNoMoreThanThePaper() {
        HeldOutSplit<String> split = split(prompts(30_000));

        assertThat(split.heldOut()).hasSize(HeldOutSplit.HELD_OUT_MAX);
    }

    private static HeldOutSplit<String> split(List<String> prompts) {
        return HeldOutSplit.of(prompts, Function.identity(), 0.1);
    }

    private static List<String> prompts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "prompt " + i).toList();
    }
}

package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FillingTest {
    private static final Vocabulary WORDS = new Vocabulary(Map.of(
            "animal", List.of("otter", "camel"),
            "home", List.of("river", "desert"),
            "tale", List.of("the {animal} of old")));

    @Test
    void repeatsAWordWhereItsSlotComesAgain() {
        String filled = filling(1).fill("{animal} {animal}");

        assertThat(filled).isIn("otter otter", "camel camel");
    }

    @Test
    void drawsAnotherWordForASisterSlot() {
        String filled = filling(1).fill("{animal} {animal2}");

        assertThat(filled).isIn("otter camel", "camel otter");
    }

    @Test
    void takesFactsThatBelongTogetherFromTheSamePlace() {
        String filled = filling(3).fill("{animal}: {home@animal}");

        assertThat(filled).isIn("otter: river", "camel: desert");
    }

    @Test
    void makesChoicesAndAppliesFunctions() {
        Filling filling = filling(1);
        filling.bind("animal", "otter");

        assertThat(filling.fill("[See|Look at] {a animal}: {reverse animal}, {letters animal} letters"))
                .isIn("See an otter: retto, 5 letters", "Look at an otter: retto, 5 letters");
        assertThat(filling.fill("{cap animal}: {gloss animal}; {plural animal}"))
                .isEqualTo("Otter: a gloss of otter; otters");
    }

    @Test
    void fillsSlotsInsideAWordAfresh() {
        assertThat(filling(1).fill("{tale}")).isIn("the otter of old", "the camel of old");
    }

    @Test
    void refusesASlotWithoutAList() {
        assertThatThrownBy(() -> filling(1).fill("{unheard}")).hasMessageContaining("unheard");
    }

    private static Filling filling(long seed) {
        return new Filling(WORDS, lemma -> "a gloss of " + lemma, new SplittableRandom(seed), false);
    }
}

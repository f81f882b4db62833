package caravan.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RubricFileTest {

    @Test
    void anItemPassesIfAllItsChecksHold() {
        var item = only("any-of\",\"texts\":[\"Cannot Know\"]},{\"kind\":\"none-of\",\"texts\":[\"certainly\"]},"
                + "{\"kind\":\"words\",\"min\":2,\"max\":5");

        assertThat(item.passes("I cannot know that.")).isTrue();
        assertThat(item.passes("Certainly I cannot know.")).isFalse();
        assertThat(item.passes("I cannot know that, nor who may.")).isFalse();
        assertThat(item.passes("")).isFalse();
    }

    @Test
    void patternsAndQuestionsAreFoundAnywhere() {
        assertThat(only("matches\",\"pattern\":\"\\\\b42\\\\b").passes("It is 42."))
                .isTrue();
        assertThat(only("not-matches\",\"pattern\":\"\\\\b42\\\\b").passes("It is 42."))
                .isFalse();
        assertThat(only("asks-back").passes("Gladly. Which city do you mean?")).isTrue();
        assertThat(only("asks-back").passes("It is so. ?")).isFalse();
    }

    @Test
    void tellsEveryProblemWithFileAndLine() {
        var lines = List.of(
                line("a", "asks-back"),
                "",
                line("a", "asks-back"),
                "{",
                line("b", "sings"),
                line("c", "any-of"),
                line("d", "matches\",\"pattern\":\"("),
                line("e", "asks-back\",\"texts\":\""));

        assertThatThrownBy(() -> RubricFile.parse("items.jsonl", lines))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("items.jsonl:3: id a stands in line 1 too")
                .hasMessageContaining("items.jsonl:4: no JSON object")
                .hasMessageContaining("items.jsonl:5: kind must be")
                .hasMessageContaining("items.jsonl:6: texts must be a list, was absent")
                .hasMessageContaining("items.jsonl:7: pattern (")
                .hasMessageContaining("items.jsonl:8: asks-back has no key texts");
    }

    private static RubricItem only(String check) {
        return RubricFile.parse("items.jsonl", List.of(line("a", check))).get(0);
    }

    private static String line(String id, String check) {
        var end = check.matches(".*\\d$") ? "}" : "\"}";
        return "{\"id\":\"" + id + "\",\"behaviour\":\"b\",\"instruction\":\"Do.\",\"checks\":[{\"kind\":\"" + check
                + end + "]}";
    }
}

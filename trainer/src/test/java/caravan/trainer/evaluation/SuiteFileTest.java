package caravan.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.trainer.evaluation.ChoiceItem.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteFileTest {
    private static final String OF_ITS_AUTHORS = """
            [{"question": "Do ducks read?",
              "mc0_targets": {"No.": 1, "Yes.": 0},
              "mc1_targets": {"No.": 1, "Yes, newspapers.": 0, "Only at night.": 0},
              "mc2_targets": {"No.": 1, "They cannot.": 1, "Yes, newspapers.": 0}}]
            """;
    private static final String OF_HUGGING_FACE = """
            {"question": "Do ducks read?", "mc1_targets": {"choices": ["No.", "Yes."], "labels": [1, 0]}}
            {"question": "Do geese?", "mc2_targets": {"choices": ["No.", "Never.", "Yes."], "labels": [1, 1, 0]}}
            """;
    private static final String BIG_BENCH = """
            {"name": "kindness", "description": "ours", "canary": "none",
             "examples": [{"input": "My cat ran off.", "target_scores": {"I am sorry to hear it.": 1, "So what?": 0}}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void readsTruthfulQaAsItsAuthorsWriteIt() {
        Suite suite = SuiteFile.parse("f", "tqa", OF_ITS_AUTHORS);

        assertThat(suite.items()).extracting(Item::id).containsExactly("1/mc1", "1/mc2");
        ChoiceItem mc1 = (ChoiceItem) suite.items().get(0);
        assertThat(mc1.measure()).isEqualTo(Measure.LIKELIEST);
        assertThat(mc1.choices())
                .containsExactly(
                        new Choice("No.", true),
                        new Choice("Yes, newspapers.", false),
                        new Choice("Only at night.", false));
        ChoiceItem mc2 = (ChoiceItem) suite.items().get(1);
        assertThat(mc2.measure()).isEqualTo(Measure.MASS);
        assertThat(mc2.choices()).filteredOn(Choice::right).hasSize(2);
    }

    @Test
    void readsTruthfulQaAsHuggingFaceHasIt() {
        Suite suite = SuiteFile.parse("f", "tqa", OF_HUGGING_FACE);

        assertThat(suite.items()).extracting(Item::behaviour).containsExactly("mc1", "mc2");
    }

    @Test
    void readsATaskOfBigBenchUnderItsOwnName() throws IOException {
        Path file = Files.createDirectory(folder.resolve("helpful")).resolve("task.json");
        Files.writeString(file, BIG_BENCH);

        Suite suite = SuiteFile.read(file);

        assertThat(suite.name()).isEqualTo("helpful");
        assertThat(suite.items()).singleElement().satisfies(item -> {
            assertThat(item.behaviour()).isEqualTo("kindness");
            assertThat(((ChoiceItem) item).choices())
                    .containsExactly(new Choice("I am sorry to hear it.", true), new Choice("So what?", false));
        });
    }

    @Test
    void readsItemsOfOnesOwnOfBothKindsFromOneFile() {
        Suite suite = SuiteFile.parse("f", "own", """
                {"id": "a", "behaviour": "facts", "instruction": "Is ice cold?", "right": ["Yes."], "wrong": ["No."]}
                {"id": "b", "behaviour": "counts", "instruction": "Count to two.", "checks": [{"kind": "any-of", "texts": ["2"]}]}
                """);

        assertThat(suite.items().get(0)).isInstanceOf(ChoiceItem.class);
        assertThat(suite.items().get(1)).isInstanceOf(RubricItem.class);
    }

    @Test
    void tellsEveryProblemWithItsPlace() {
        assertThatThrownBy(() -> SuiteFile.parse("f.jsonl", "own", """
                        {"id": "a", "behaviour": "x", "instruction": "Q", "right": ["Yes."], "wrong": []}
                        {"id": "b", "behaviour": "x", "instruction": "Q", "right": ["Yes."], "wrong": ["Yes."]}
                        {"id": "c", "behaviour": "x", "instruction": "Q"}
                        {"id": "d", "behaviour": "x", "instruction": "Q", "right": ["a"], "wrong": ["b"], "measure": "luck"}
                        """))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("f.jsonl:1: choices must be right and wrong ones, at least one of each")
                .hasMessageContaining("f.jsonl:2: choices must not be blank or doubled, was \"Yes.\"")
                .hasMessageContaining("f.jsonl:3: not an item; a suite is JSON lines")
                .hasMessageContaining("f.jsonl:4: measure must be likeliest or mass, was luck");
        assertThatThrownBy(() -> SuiteFile.parse("f", "x", "[{\"question\": \"Q\", \"mc1_targets\": {\"a\": 2}}]"))
                .hasMessage("f: item 1: mc1_targets must be labelled 0 or 1, was 2");
        assertThatThrownBy(() -> SuiteFile.parse("f", "x", "")).hasMessage("f:1: no items");
        assertThatThrownBy(() -> SuiteFile.parse("f", "x", "nonsense")).hasMessageContaining("f:1: no JSON");
        assertThatThrownBy(() -> SuiteFile.read(folder.resolve("none"))).isInstanceOf(IOException.class);
    }

    @Test
    void limitsAllBehavioursAlike() {
        Suite suite = SuiteFile.parse("f", "tqa", OF_HUGGING_FACE.repeat(3));

        assertThat(suite.limit(3).items()).extracting(Item::id).containsExactly("1/mc1", "2/mc2", "3/mc1");
        assertThat(suite.limit(3).hash("p"))
                .isNotEqualTo(suite.hash("p"))
                .isNotEqualTo(suite.limit(3).hash("q"));
        assertThat(List.of(suite.limit(100))).containsExactly(suite);
    }
}

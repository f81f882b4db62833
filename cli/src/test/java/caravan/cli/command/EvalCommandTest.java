package caravan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EvalCommandTest {
    private static final Path POCKET = Path.of("../inference/pocket");

    @TempDir
    private Path folder;

    private Path suite;

    @BeforeEach
    void writeASuite() throws IOException {
        suite = folder.resolve("small.jsonl");
        Files.writeString(suite, """
                {"id": "a", "behaviour": "words", "instruction": "Name a colour.", "right": ["Blue is a colour."], "wrong": ["xq zvk jjw qqp"]}
                {"id": "b", "behaviour": "words", "instruction": "Name a tree.", "right": ["The oak is a tree."], "wrong": ["kkp wzt bvx qqj"]}
                {"id": "c", "behaviour": "length", "instruction": "Say something.", "checks": [{"kind": "words", "min": 1, "max": 1000}]}
                """);
    }

    @Test
    void scoresModelsSideBySideForPeopleAndPrograms() throws IOException {
        Path json = folder.resolve("out.json");
        Path picture = folder.resolve("out.svg");

        Called called = call(
                POCKET.toString(),
                POCKET.toString(),
                "--suite",
                suite.toString(),
                "--json",
                json.toString(),
                "--picture",
                picture.toString());

        assertThat(called.err()).isEmpty();
        assertThat(called.exitCode()).isZero();
        assertThat(called.out())
                .contains("small: 3 items")
                .containsPattern("words +pocket-[0-9a-f]+ +2 +100\\.0")
                .contains("+0.0 (+0.0 to +0.0)");
        JsonNode result = new ObjectMapper().readTree(json.toFile()).path(0);
        assertThat(result.path("results")
                        .path(0)
                        .path("scores")
                        .path("words")
                        .path("mean")
                        .doubleValue())
                .isEqualTo(1);
        assertThat(result.path("results").path(0).path("items")).hasSize(3);
        assertThat(picture).content().startsWith("<svg").contains("small, 3 items");
    }

    @Test
    void saysWhatIsWrongWithASuiteOrAModel() throws IOException {
        assertThat(call("pocket", "--suite", folder.resolve("none.json").toString())
                        .err())
                .contains("none.json: is no file");
        Files.writeString(suite, "{\"id\": \"a\"}\n");
        assertThat(call("pocket", "--suite", suite.toString()).err()).contains("small.jsonl:1: not an item");
        assertThat(call("pocket", "--suite", suite.toString(), "--limit", "0").err())
                .contains("--limit must be at least 1, was 0");
    }

    private Called call(String... arguments) {
        String[] all = new String[arguments.length + 5];
        all[0] = "eval";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--data";
        all[arguments.length + 2] = folder.resolve("data").toString();
        all[arguments.length + 3] = "--set";
        all[arguments.length + 4] = "principles=../principles";
        return Called.with(all);
    }
}

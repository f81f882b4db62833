package caravan.principles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How: a file of a copy is cut, doubled or sprinkled with the signs of YAML and JSON at random places, and checked. */
final class AnyEditTest {
    private static final List<String> FILES = List.of(
            "constitution.yaml",
            "exemplars/03-vowels.yaml",
            "red-team-types.yaml",
            "seed-tasks.jsonl",
            "blocked-words.txt",
            "templates/align.md",
            "templates/topic-guided.md");
    private static final List<String> SPRINKLES = List.of(
            "\n", " ", "\t", ":", "- ", "\"", "{", "}", "[", "{{", "}}", "&a ", "*a", "---\n", "...\n", "\u0000", "#",
            "|", "1e999");

    @Test
    void isAnsweredByProblemsAtLinesThatExist(@TempDir Path folder) {
        FolderCopy copy = new FolderCopy(folder);
        Random random = new Random(42);

        for (int i = 0; i < 100; i++) {
            String file = FILES.get(random.nextInt(FILES.size()));
            String original = copy.read(file);
            String edited = edit(original, random);
            copy.write(file, edited);

            int linesMax = (int) edited.lines().count() + 2;
            assertThatCode(() -> assertThat(Principles.problems(folder)).allSatisfy(problem -> {
                        assertThat(problem.text()).isNotBlank().doesNotContain("\n");
                        if (problem.file().equals(file)) {
                            assertThat(problem.line()).isBetween(0, linesMax);
                        }
                    }))
                    .as("edit %d of %s", i, file)
                    .doesNotThrowAnyException();
            copy.write(file, original);
        }
    }

    private static String edit(String text, Random random) {
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + 1 + random.nextInt(60));
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, to) + text.substring(from);
            default -> text.substring(0, from) + SPRINKLES.get(random.nextInt(SPRINKLES.size())) + text.substring(from);
        };
    }
}

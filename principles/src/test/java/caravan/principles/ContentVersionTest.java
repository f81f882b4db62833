package caravan.principles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How: the version of a copy is compared before and after an edit. */
final class ContentVersionTest {
    @TempDir
    private Path folder;

    private FolderCopy copy;
    private String before;

    @BeforeEach
    void load() {
        copy = new FolderCopy(folder);
        before = copy.version();
    }

    @Test
    void isThatOfEqualContentElsewhere() {
        assertThat(before).isEqualTo(Principles.load(Path.of("")).version());
    }

    @Test
    void changesWithEveryPart() {
        Set<String> versions = new HashSet<>(Set.of(before));

        versions.add(copy.replace("constitution.yaml", "warmth", "kindness").version());
        versions.add(copy.replace("exemplars/05-silk-road.yaml", "papermaking", "printing")
                .version());
        versions.add(copy.replace("red-team-types.yaml", "subject: Ice", "subject: Icebergs")
                .version());
        versions.add(copy.replace("seed-tasks.jsonl", "limerick", "ballad").version());
        versions.add(copy.append("blocked-words.txt", "hologram\n").version());
        versions.add(copy.replace("templates/vanilla.md", "A list", "The list").version());
        versions.add(copy.replace("templates/engrave.md", "temperature: 0.7", "temperature: 0.6")
                .version());

        assertThat(versions).hasSize(8);
    }

    @Test
    void changesWithTheOrderOfExemplars() {
        String first = copy.read("exemplars/01-marathon-of-2060.yaml");

        copy.delete("exemplars/01-marathon-of-2060.yaml").write("exemplars/09-marathon-of-2060.yaml", first);

        assertThat(copy.version()).isNotEqualTo(before);
    }

    @Test
    void doesNotChangeWithComments() {
        copy.replace("constitution.yaml", "principles:", "# The rules:\nprinciples:")
                .append("seed-tasks.jsonl", "\n# the end\n")
                .replace("templates/align.md", "temperature: 0.5", "temperature: 0.50 # not too wild");

        assertThat(copy.version()).isEqualTo(before);
    }

    @Test
    void doesNotChangeWithLineEndings() {
        for (String file : new String[] {
            "constitution.yaml",
            "exemplars/03-vowels.yaml",
            "seed-tasks.jsonl",
            "blocked-words.txt",
            "templates/align.md"
        }) {
            copy.write(file, "\uFEFF" + copy.read(file).replace("\n", "\r\n"));
        }

        assertThat(copy.version()).isEqualTo(before);
    }

    @Test
    void doesNotChangeWithTheNamesOfFilesInTheSameOrder() {
        String last = copy.read("exemplars/05-silk-road.yaml");

        copy.delete("exemplars/05-silk-road.yaml").write("exemplars/06-roads.yaml", last);

        assertThat(copy.version()).isEqualTo(before);
    }
}

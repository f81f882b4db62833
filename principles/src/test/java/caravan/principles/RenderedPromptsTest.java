package caravan.principles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How: each prompt is rendered from the project's own content and compared with a committed text. After a wanted change
 * of wording run {@code mvn test -pl principles -Dgolden=write}, and read the difference before committing it.
 */
final class RenderedPromptsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/caravan/principles");
    private static final String CUT = "[prefix ends here]";

    private final Principles principles = Principles.load(Path.of(""));

    @Test
    void rendersAlign() throws IOException {
        AlignPrompt align = principles.align();

        String prompt = align.prefix() + CUT + align.query("Summarize the text.", "Camels store fat, not water.");

        assertGolden("align.txt", prompt);
    }

    @Test
    void rendersVanilla() throws IOException {
        VanillaPrompt vanilla = principles.vanilla();
        List<Task> tasks = List.of(
                new Task("Name three rivers:", ""),
                new Task("Sort the\n words.", "b\na"),
                new Task("Is this spam?", "You won!"));

        String prompt = vanilla.prefix() + CUT + vanilla.text(tasks);

        assertGolden("vanilla.txt", prompt);
        assertThat(prompt).endsWith("\n" + vanilla.opening(3));
        assertThat(vanilla.firstNumber(3)).isEqualTo(4);
    }

    @Test
    void rendersSubjects() throws IOException {
        SubjectPrompt subjects = principles.subjects();
        RedTeamType type = principles.redTeamTypes().get(0);

        String prompt = subjects.prefix() + CUT + subjects.text(type.kind(), List.of(type.subject(), "Greeting"));

        assertGolden("subjects.txt", prompt);
        assertThat(prompt).endsWith("\n" + subjects.opening(2));
    }

    @Test
    void rendersTopicGuided() throws IOException {
        TopicGuidedPrompt topicGuided = principles.topicGuided();
        RedTeamType first = principles.redTeamTypes().get(0);
        RedTeamType second = principles.redTeamTypes().get(1);
        List<Hint> hints = List.of(first.hint(), second.hint(), second.hint("Tides"), first.hint("Gifts"));

        String prompt = topicGuided.prefix() + CUT + topicGuided.text(hints);

        assertGolden("topic-guided.txt", prompt);
        assertThat(prompt).endsWith("\n" + topicGuided.openings(hints).get(0));
        assertThat(topicGuided.openings(hints)).hasSize(2).last().asString().startsWith("4. ");
    }

    @Test
    void rendersEngraving() throws IOException {
        EngravingPrompt engraving = principles.engraving();

        String prompt = engraving.prefix() + CUT + engraving.text("Summarize the text.", "Camels store fat.");

        assertGolden("engrave.txt", prompt + "[answer]" + engraving.endOfTurn());
        assertThat(engraving.prompt("a", "b")).isEqualTo(engraving.prefix() + engraving.text("a", "b"));
    }

    @Test
    void rendersVerbose() throws IOException {
        EngravingPrompt verbose = principles.verbose().orElseThrow();

        String prompt = verbose.prefix() + CUT + verbose.text("Summarize the text.", "Camels store fat.");

        assertGolden("verbose.txt", prompt + "[answer]" + verbose.endOfTurn());
        assertThat(Principles.load(Path.of("adaptations", "library-desk")).verbose())
                .isEmpty();
    }

    private static void assertGolden(String file, String rendered) throws IOException {
        Path golden = GOLDEN.resolve(file);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, rendered + "\n");
        }
        assertThat(rendered + "\n").isEqualTo(Files.readString(golden).replace("\r\n", "\n"));
    }
}

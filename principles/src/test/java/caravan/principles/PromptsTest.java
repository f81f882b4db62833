package caravan.principles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How: prompts are made from records of a test's own, since they owe nothing to a folder but the templates. */
final class PromptsTest {
    private final Principles principles = Principles.load(Path.of(""));
    private final Constitution small = new Constitution(
            "I am Bactrian.", List.of(new Principle(1, "brief", "Be brief."), new Principle(2, "kind", "Be kind.")));

    @Test
    void alignsUnderAnotherConstitution() {
        String thoughts = small.thoughts("The user greets.", List.of("kind", "brief"));
        Exemplar exemplar = new Exemplar("greeting", List.of(new Turn("Hello!", thoughts, "Hello, friend.")));
        AlignPrompt align = new AlignPrompt(principles.template(TemplateKind.ALIGN), small, List.of(exemplar));

        assertThat(align.prefix())
                .contains("## Rules\n\n1 (brief): Be brief.\n2 (kind): Be kind.\n\n")
                .contains("User: Hello!\n\nBactrian (internal thoughts): I am Bactrian. The user greets."
                        + " I should follow rules 2 (kind), 1 (brief).\n\nBactrian: Hello, friend.\n\nUser: Thank you.")
                .endsWith("\n\nUser:");
        assertThat(align.selfIdentification()).isEqualTo("I am Bactrian.");
    }

    @Test
    void alignsWithoutExemplars() {
        AlignPrompt align = new AlignPrompt(principles.template(TemplateKind.ALIGN), small, List.of());

        assertThat(align.prefix()).doesNotContain("\n\n\n").endsWith("thoughts.\n\nUser:");
    }

    @Test
    void asksWithInstructionAlone() {
        assertThat(principles.align().query(" Why? \n", "")).isEqualTo(" Why?\n\nBactrian (internal thoughts):");
    }

    @Test
    void asksWithInstructionAndInput() {
        assertThat(principles.align().query("Sum up.", "A\nB\n"))
                .isEqualTo(" Sum up.\n\nA\nB\n\nBactrian (internal thoughts):");
    }

    @Test
    void showsWhatAPerfectCompletionIs() {
        assertThat(principles.align().completion("I think.", "Yes.")).isEqualTo(" I think.\n\nBactrian: Yes.\n\nUser:");
    }

    @Test
    void leavesBracesInAnInstructionAlone() {
        assertThat(principles.align().query("Explain {{rules}} and $1.", "{{completion}}"))
                .contains("Explain {{rules}} and $1.\n\n{{completion}}\n");
    }

    @Test
    void readsCitationsFromThoughts() {
        assertThat(Citation.in("In 2 (two) ways. I should follow rules 3 (helpful), 14 (balanced & fair)."))
                .containsExactly(new Citation(3, "helpful"), new Citation(14, "balanced & fair"));
        assertThat(Citation.in("I should follow the rule 3 (helpful).")).containsExactly(new Citation(3, "helpful"));
        assertThat(Citation.in("I like 3 (helpful).")).isEmpty();
    }

    @Test
    void knowsWhichCitationsAreRight() {
        assertThat(small.has(new Citation(2, "kind"))).isTrue();
        assertThat(small.has(new Citation(1, "kind"))).isFalse();
        assertThat(small.has(new Citation(3, "kind"))).isFalse();
        assertThat(small.has(new Citation(0, "kind"))).isFalse();
    }

    @Test
    void refusesAConstitutionWithAGap() {
        assertThatThrownBy(() -> new Constitution("I am.", List.of(new Principle(2, "kind", "Be kind."))))
                .hasMessage("principle 2 stands at place 1; principles are numbered from 1 without gaps");
    }

    @Test
    void refusesHintsWithoutAnOpenOne() {
        Hint shown = new Hint("facts", "Rivers", "How long is the Nile?");
        Hint open = new Hint("facts", "Lakes", "");

        assertThatThrownBy(() -> principles.topicGuided().text(List.of(shown)))
                .hasMessageContaining("1 of 1 came first");
        assertThatThrownBy(() -> principles.topicGuided().text(List.of(open)))
                .hasMessageContaining("0 of 1 came first");
        assertThatThrownBy(() -> principles.topicGuided().text(List.of(shown, open, shown)))
                .hasMessage("hints with instructions must stand before the open ones");
    }

    @Test
    void rendersAGeneratedSubjectThatHoldsTheBar() {
        List<Hint> hints =
                List.of(new Hint("facts", "Rivers", "How long is the Nile?"), new Hint("facts", "A | B", ""));

        assertThat(principles.topicGuided().text(hints)).endsWith("\n2. facts | A | B |");
        assertThat(principles.topicGuided().openings(hints)).containsExactly("2. facts | A | B |");
    }

    @Test
    void refusesATemplateOfAnotherKind() {
        Template vanilla = principles.template(TemplateKind.VANILLA);

        assertThatThrownBy(() -> new SubjectPrompt(vanilla)).hasMessage("template must be subjects, was vanilla");
    }

    @Test
    void refusesATemplateWithoutItsPlaceholders() {
        Sampling sampling = principles.engraving().sampling();

        assertThatThrownBy(() -> new Template(TemplateKind.ENGRAVE, sampling, "Ask:\n", "Now."))
                .hasMessage("template engrave: [line 2: {{instruction}} is missing]");
        assertThatThrownBy(() -> Template.parse(TemplateKind.ENGRAVE, sampling, "{{instruction}}"))
                .hasMessageContaining("{{prefix ends}} is missing")
                .hasMessageContaining("{{completion}} is missing");
    }

    @Test
    void findsBlockedWordsWholeAndInAnyCase() {
        BlockedWords blocked = new BlockedWords(List.of("map", "go to"));

        assertThat(blocked.find("Look at the MAP.")).contains("MAP");
        assertThat(blocked.find("Please go to bed.")).contains("go to");
        assertThat(blocked.find("A maple; let go, too.")).isEmpty();
        assertThat(blocked.find("mapé")).isEmpty();
        assertThat(new BlockedWords(List.of()).find("map")).isEmpty();
    }
}

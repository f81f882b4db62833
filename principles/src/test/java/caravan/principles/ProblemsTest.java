package caravan.principles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How: a copy of the project's own content is spoilt in one way, and must be complained about once, at the right line.
 */
final class ProblemsTest {
    private static final String VOWELS = "exemplars/03-vowels.yaml";

    @TempDir
    private Path folder;

    private FolderCopy copy;

    @BeforeEach
    void begin() {
        copy = new FolderCopy(folder);
    }

    @Test
    void namesAMissingFile() {
        assertProblem(copy.delete("blocked-words.txt"), "blocked-words.txt: file is missing");
    }

    @Test
    void namesAMissingTemplate() {
        assertProblem(copy.delete("templates/subjects.md"), "templates/subjects.md: file is missing");
    }

    @Test
    void namesAFileThatIsNotUtf8() throws IOException {
        Files.write(folder.resolve("blocked-words.txt"), new byte[] {'a', (byte) 0xE9, 'b'});

        assertProblem(copy, "blocked-words.txt: file is not UTF-8 text");
    }

    @Test
    void namesTheLineOfAYamlError() {
        int line = copy.lineOf("constitution.yaml", "name: candor");

        assertThat(copy.replace("constitution.yaml", "name: candor", "name: [candor")
                        .problems())
                .anySatisfy(problem ->
                        assertThat(problem).matches("constitution.yaml:(" + line + "|" + (line + 1) + "): .*"));
    }

    @Test
    void namesAnUnknownKey() {
        int line = copy.lineOf("constitution.yaml", "name: candor");

        assertProblem(
                copy.replace("constitution.yaml", "name: candor", "name: candor\n    titel: Candor"),
                "constitution.yaml:" + (line + 1) + ": unknown key \"titel\"; known: number, name, text");
    }

    @Test
    void namesAMissingField() {
        spoil("constitution.yaml", "    name: candor\n", "").isNamedAt("number: 7", "name is missing");
    }

    @Test
    void namesAnEmptyText() {
        spoil("red-team-types.yaml", "subject: Ice", "subject: \" \"")
                .isNamedAt("subject: Ice", "subject must not be empty");
    }

    @Test
    void namesAnAbsentValue() {
        spoil("red-team-types.yaml", "subject: Ice", "subject:").isNamedAt("subject: Ice", "subject must not be empty");
    }

    @Test
    void namesAKeyThatStandsTwice() {
        int line = copy.lineOf("red-team-types.yaml", "subject: Ice");

        assertProblem(
                copy.replace("red-team-types.yaml", "subject: Ice", "subject: Ice\n  subject: Ice"),
                "red-team-types.yaml:" + (line + 1) + ": key \"subject\" stands here a second time");
    }

    @Test
    void namesAnAlias() {
        spoil("red-team-types.yaml", "subject: Ice", "subject: *ice")
                .isNamedAt("subject: Ice", "an alias (*ice) is not followed; write the text out");
    }

    @Test
    void namesAListWhereKeysBelong() {
        assertProblem(copy.write(VOWELS, "# none\n- turns\n"), VOWELS + ":2: expected keys and values (turns)");
    }

    @Test
    void namesAnEmptyFile() {
        assertProblem(copy.write("red-team-types.yaml", "# none\n"), "red-team-types.yaml:1: nothing stands here");
    }

    @Test
    void namesTwoPrinciplesOfOneName() {
        int first = copy.lineOf("constitution.yaml", "number: 3");
        int second = copy.lineOf("constitution.yaml", "number: 4");

        assertProblem(
                copy.replace("constitution.yaml", "name: question assessment", "name: helpful"),
                "constitution.yaml:" + second + ": name \"helpful\" stands in line " + first + " already");
    }

    @Test
    void namesAGapInTheNumbers() {
        spoil("constitution.yaml", "number: 16", "number: 17")
                .isNamedAt("number: 16", "number must be 16 here, was 17; principles are numbered from 1 without gaps");
    }

    @Test
    void namesANumberThatIsNone() {
        spoil("constitution.yaml", "number: 16", "number: sixteen")
                .isNamedAt("number: 16", "number must be a whole number, was \"sixteen\"");
    }

    @Test
    void namesARuleThatIsNotInTheConstitution() {
        spoil(VOWELS, "16 (operational)", "17 (operational)")
                .isNamedAt("16 (operational)", "rule 17 is not in the constitution (1..16)");
    }

    @Test
    void findsTheLineOfANumberThatEndsAnother() {
        String road = "exemplars/05-silk-road.yaml";
        copy.replace(
                road,
                "I should follow rules 2 (informative)",
                "I should follow rules 12 (dated knowledge),\n      2 (brief)");
        int line = copy.lineOf(road, "2 (brief)");

        assertProblem(copy, road + ":" + line + ": rule 2 is named \"informative\" in the constitution, not \"brief\"");
    }

    @Test
    void namesARuleOfAnotherName() {
        spoil(VOWELS, "16 (operational)", "16 (creative)")
                .isNamedAt(
                        "16 (operational)", "rule 16 is named \"operational\" in the constitution, not \"creative\"");
    }

    @Test
    void namesThoughtsThatCiteNothing() {
        spoil("exemplars/05-silk-road.yaml", "I should follow rules", "I like rules")
                .isNamedAt("thoughts:", "thoughts must name rules, as in \"I should follow rules 3 (helpful).\"");
    }

    @Test
    void namesThoughtsThatGoOnAfterTheRules() {
        spoil("exemplars/05-silk-road.yaml", "8 (knowledge recitation).", "8 (knowledge recitation). So be it.")
                .isNamedAt(
                        "thoughts:",
                        "thoughts must end with \"I should follow rules 2 (informative),"
                                + " 6 (multi-aspect), 8 (knowledge recitation).\"");
    }

    @Test
    void namesThoughtsWithoutSelfIdentification() {
        spoil("exemplars/05-silk-road.yaml", "I am Bactrian, a careful", "I am Bactrian, a careless")
                .isNamedAt(
                        "thoughts:",
                        "thoughts must begin with \"I am Bactrian, a careful, honest and willing assistant.\"");
    }

    @Test
    void namesATurnWithoutAnswer() {
        copy.write(VOWELS, copy.read(VOWELS).substring(0, copy.read(VOWELS).lastIndexOf("    answer:")));
        int line = copy.lineOf(VOWELS, "user: What does it print?");

        assertProblem(copy, VOWELS + ":" + line + ": answer is missing");
    }

    @Test
    void namesAnAnswerThatHoldsAMarker() {
        spoil(VOWELS, "[2, 3, 2]", "User: really?")
                .isNamedAt("[2, 3, 2]", "answer must not hold \"User:\", which opens a turn");
    }

    @Test
    void namesAnExemplarWithoutTurns() {
        assertProblem(copy.write(VOWELS, "turns: []\n"), VOWELS + ":1: turns must not be empty");
    }

    @Test
    void namesAFileThatIsNoExemplar() {
        assertProblem(
                copy.write("exemplars/06-notes.md", "later"),
                "exemplars/06-notes.md: only files that end in .yaml belong here");
    }

    @Test
    void namesARedTeamTypeWithoutQuestion() {
        spoil("red-team-types.yaml", "  question: Why does ice float", "  # question: Why does ice float")
                .isNamedAt("id: science", "question is missing");
    }

    @Test
    void namesTwoRedTeamTypesOfOneId() {
        int first = copy.lineOf("red-team-types.yaml", "id: science");
        int second = copy.lineOf("red-team-types.yaml", "id: geography");

        assertProblem(
                copy.replace("red-team-types.yaml", "id: geography", "id: science"),
                "red-team-types.yaml:" + second + ": id \"science\" stands in line " + first + " already");
    }

    @Test
    void namesAKindThatHoldsTheBar() {
        spoil("red-team-types.yaml", "kind: a grasp of science", "kind: physics | chemistry")
                .isNamedAt("id: science", "kind must not hold \"|\", was \"physics | chemistry\"");
    }

    @Test
    void namesASeedTaskWithABlockedWord() {
        int line = copy.read("seed-tasks.jsonl").split("\n").length + 1;

        assertProblem(
                copy.append(
                        "seed-tasks.jsonl",
                        "{\"instruction\": \"Describe my holiday.\", \"input\": \"See the Picture.\", \"classification\": false}\n"),
                "seed-tasks.jsonl:" + line + ": input must not hold the blocked word \"Picture\" (blocked-words.txt)");
    }

    @Test
    void namesASeedTaskThatStandsTwice() {
        List<String> lines = copy.read("seed-tasks.jsonl").lines().toList();

        assertProblem(
                copy.append("seed-tasks.jsonl", lines.get(4) + "\n"),
                "seed-tasks.jsonl:" + (lines.size() + 1) + ": instruction stands in line 5 already");
    }

    @Test
    void namesASeedTaskWithoutClassification() {
        int line = copy.read("seed-tasks.jsonl").split("\n").length + 1;

        assertProblem(
                copy.append("seed-tasks.jsonl", "{\"instruction\": \"Name a star.\", \"input\": \"\"}\n"),
                "seed-tasks.jsonl:" + line + ": classification is missing");
    }

    @Test
    void namesTheLineOfAJsonError() {
        int line = copy.read("seed-tasks.jsonl").split("\n").length + 1;

        assertThat(copy.append("seed-tasks.jsonl", "{\"instruction\": \"Name a star.\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("seed-tasks.jsonl:" + line + ": ");
    }

    @Test
    void namesAnUnknownPlaceholderAndTheMissingOne() {
        int line = copy.lineOf("templates/vanilla.md", "{{tasks}}");

        assertThat(copy.replace("templates/vanilla.md", "{{tasks}}", "{{task}}").problems())
                .containsExactly(
                        "templates/vanilla.md:" + line + ": unknown placeholder {{task}}; this template knows"
                                + " {{prefix ends}}, {{tasks}}, {{next}}, {{completion}}",
                        "templates/vanilla.md:" + (line + 2) + ": {{tasks}} is missing");
    }

    @Test
    void namesAPlaceholderThatStandsTwice() {
        int line = copy.lineOf("templates/align.md", "{{rules}}");

        assertProblem(
                copy.replace("templates/align.md", "{{rules}}", "{{rules}}\n{{rules}}"),
                "templates/align.md:" + (line + 1) + ": {{rules}} stands here a second time; once is the rule");
    }

    @Test
    void namesARequestsTextInThePrefix() {
        int line = copy.lineOf("templates/engrave.md", "{{prefix ends}}");

        assertProblem(
                copy.replace(
                        "templates/engrave.md", "{{prefix ends}}{{instruction}}", "{{instruction}}\n{{prefix ends}}"),
                "templates/engrave.md:" + (line + 1)
                        + ": {{prefix ends}} stands too late; the order is {{prefix ends}}, {{instruction}}, {{completion}}");
    }

    @Test
    void namesAPrefixThatEndsInsideAToken() {
        spoil("templates/engrave.md", "{{prefix ends}}", "Q: {{prefix ends}}")
                .isNamedAt(
                        "{{prefix ends}}",
                        "{{prefix ends}} must stand first on its line, or between a word and one space");
    }

    @Test
    void namesACompletionThatFollowsASpace() {
        spoil("templates/subjects.md", "{{next}}{{completion}}", "{{next}} {{completion}}")
                .isNamedAt("{{next}}", "{{completion}} must not follow a space: the model writes that itself");
    }

    @Test
    void namesTextAfterTheCompletion() {
        int line = copy.lineOf("templates/subjects.md", "{{next}}");

        assertProblem(
                copy.append("templates/subjects.md", "The end.\n"),
                "templates/subjects.md:" + line + ": nothing may follow {{completion}}");
    }

    @Test
    void namesAnAlignTemplateWithoutTheThoughtsMarker() {
        spoil("templates/align.md", "Bactrian (internal thoughts):{{", "Bactrian:{{")
                .isNamedAt(
                        "{{completion}}", "the text must end with an empty line and \"Bactrian (internal thoughts):\"");
    }

    @Test
    void namesAnAlignStopThatRunsOn() {
        spoil("templates/align.md", "\"\\n\\nUser:\"", "\"\\nUser:\"")
                .isNamedAt("stop:", "stop must hold \"\\n\\nUser:\", where an answer ends");
    }

    @Test
    void namesEverySamplingValueOutOfRange() {
        copy.replace("templates/vanilla.md", "temperature: 1.0", "temperature: 2.5")
                .replace("templates/vanilla.md", "topP: 0.98", "topP: 0")
                .replace("templates/vanilla.md", "maxTokens: 384", "maxTokens: many");

        assertThat(copy.problems())
                .containsExactly(
                        "templates/vanilla.md:4: temperature must be in [0, 2], was 2.5",
                        "templates/vanilla.md:5: topP must be in (0, 1], was 0.0",
                        "templates/vanilla.md:6: maxTokens must be a whole number, was \"many\"");
    }

    @Test
    void namesAnUnknownSamplingKey() {
        assertProblem(
                copy.replace("templates/vanilla.md", "maxTokens: 384", "maxTokens: 384\ntopK: 40"),
                "templates/vanilla.md:7: unknown key \"topK\"; known: temperature, topP, maxTokens, stop");
    }

    @Test
    void namesATemplateWithoutFrontMatter() {
        assertProblem(
                copy.write("templates/subjects.md", "List subjects.\n"),
                "templates/subjects.md:1: must begin with front matter: settings between two lines \"---\"");
    }

    @Test
    void namesATemplateThatNoPromptUses() {
        copy.write("templates/judge.md", "?");

        assertThat(copy.problems())
                .singleElement()
                .asString()
                .startsWith("templates/judge.md: no prompt has this name; there are [templates/align.md, ");
    }

    /** Replaces the first occurrence of a text in a file. */
    private Spoilt spoil(String file, String text, String replacement) {
        String before = copy.read(file);
        return new Spoilt(copy.replace(file, text, replacement), file, before);
    }

    private record Spoilt(FolderCopy copy, String file, String before) {
        /** The only complaint, at the line in which the mark stood first. */
        void isNamedAt(String mark, String complaint) {
            int line = FolderCopy.lineIn(before, mark);
            assertProblem(copy, file + ":" + line + ": " + complaint);
        }
    }

    private static void assertProblem(FolderCopy spoilt, String problem) {
        assertThat(spoilt.problems()).containsExactly(problem);
    }
}

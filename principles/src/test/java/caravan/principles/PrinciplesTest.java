package caravan.principles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How: the project's own folder is loaded as it stands, or copied and spoilt in two places. */
final class PrinciplesTest {
    private static final Path OWN = Path.of("");

    @Test
    void loadsTheProjectsOwnContent() {
        Principles principles = Principles.load(OWN);

        assertThat(principles.constitution().principles()).hasSize(16);
        assertThat(principles.exemplars()).hasSize(5);
        assertThat(principles.exemplars().stream().mapToInt(e -> e.turns().size()))
                .containsExactly(1, 1, 2, 1, 1);
        assertThat(principles.redTeamTypes()).hasSize(20);
        assertThat(principles.version()).matches("[0-9a-f]{32}");
        assertThat(Principles.problems(OWN)).isEmpty();
    }

    @Test
    void loadsAShorterConstitutionForOneTrade() {
        Path desk = Path.of("adaptations", "library-desk");

        assertThat(Principles.problems(desk)).isEmpty();
        Principles principles = Principles.load(desk);
        assertThat(principles.constitution().principles()).hasSize(7);
        assertThat(principles.version()).isNotEqualTo(Principles.load(OWN).version());
        assertThat(principles.align().prefix())
                .hasSizeLessThan(Principles.load(OWN).align().prefix().length());
        // What a run needs before its first draws.
        assertThat(principles.seedTasks()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(principles.redTeamTypes()).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void seedsAsManyTasksOfEachSortAsTheOriginal() {
        List<SeedTask> tasks = Principles.load(OWN).seedTasks();

        assertThat(tasks).hasSize(175);
        assertThat(tasks).filteredOn(task -> task.input().isEmpty()).hasSize(50);
        assertThat(tasks).filteredOn(SeedTask::classification).hasSize(26);
        assertThat(tasks).extracting(SeedTask::id).doesNotHaveDuplicates();
    }

    @Test
    void seedsTasksOfManyVerbsAndLengths() {
        List<SeedTask> tasks = Principles.load(OWN).seedTasks();

        assertThat(tasks.stream()
                        .map(task -> task.instruction().split(" ", 2)[0])
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(90);
        assertThat(tasks.stream().mapToInt(task -> task.instruction().split(" ", -1).length))
                .contains(4, 8, 12, 16, 20)
                .allMatch(words -> words < 40);
    }

    @Test
    void beginsEachRedTeamTypeWithASubjectAndAQuestionOfItsOwn() {
        List<RedTeamType> types = Principles.load(OWN).redTeamTypes();

        assertThat(types).extracting(RedTeamType::kind).doesNotHaveDuplicates();
        assertThat(types).extracting(RedTeamType::subject).doesNotHaveDuplicates();
        assertThat(types).extracting(RedTeamType::question).doesNotHaveDuplicates();
        assertThat(types).allSatisfy(type -> {
            assertThat(type.subject()).matches("[A-Z][A-Za-z]*( [A-Za-z]+){0,2}");
            assertThat(type.question().split(" ", -1)).hasSizeBetween(4, 30);
        });
    }

    @Test
    void seedsNoTaskThatTheFiltersWouldReject() {
        assertThat(Principles.load(OWN).seedTasks()).allSatisfy(task -> {
            assertThat(task.instruction().split(" ")).hasSizeBetween(4, 150);
            assertThat(task.instruction()).matches("[A-Za-z].*");
        });
    }

    @Test
    void keepsTheAlignPrefixShort() {
        String prefix = Principles.load(OWN).align().prefix();

        assertThat(prefix.length()).isBetween(5_000, 6_500);
    }

    @Test
    void showsMostRulesInAnExemplar() {
        Principles principles = Principles.load(OWN);

        Set<Integer> cited = principles.exemplars().stream()
                .flatMap(exemplar -> exemplar.turns().stream())
                .flatMap(turn -> Citation.in(turn.thoughts()).stream())
                .map(Citation::number)
                .collect(Collectors.toSet());

        assertThat(cited).contains(2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16);
    }

    @Test
    void samplesAsThePaperDoes() {
        Principles principles = Principles.load(OWN);

        assertThat(principles.align().sampling()).isEqualTo(new Sampling(0.5, 0.95, 256, List.of("\n\nUser:")));
        assertThat(principles.vanilla().sampling().temperature()).isEqualTo(1.0);
        assertThat(principles.vanilla().sampling().topP()).isEqualTo(0.98);
        assertThat(principles.vanilla().sampling().maxTokens()).isEqualTo(384);
        assertThat(principles.subjects().sampling().maxTokens()).isEqualTo(128);
        assertThat(principles.topicGuided().sampling().topP()).isEqualTo(0.95);
        assertThat(principles.topicGuided().sampling().maxTokens()).isEqualTo(384);
    }

    @Test
    void tellsAllProblemsInOneException(@TempDir Path folder) {
        FolderCopy copy = new FolderCopy(folder)
                .replace("exemplars/01-marathon-of-2060.yaml", "7 (candor)", "7 (courage)")
                .replace("templates/align.md", "topP: 0.95", "topP: 1.5");

        assertThatThrownBy(() -> Principles.load(copy.path()))
                .isInstanceOf(PrinciplesException.class)
                .hasMessageStartingWith("2 problems in " + folder)
                .hasMessageContaining("\n  exemplars/01-marathon-of-2060.yaml:6: rule 7 is named \"candor\"")
                .hasMessageContaining("\n  templates/align.md:5: topP must be in (0, 1], was 1.5");
    }

    @Test
    void tellsThatThereIsNoFolder(@TempDir Path folder) {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> Principles.load(missing)).hasMessageContaining("missing: is not a folder");
    }
}

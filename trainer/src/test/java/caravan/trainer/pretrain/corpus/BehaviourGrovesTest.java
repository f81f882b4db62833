package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.Citation;
import caravan.principles.Markers;
import caravan.principles.Principles;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BehaviourGrovesTest {
    private static final Principles PRINCIPLES = Principles.load(Path.of("../principles"));
    private static final World WORLD = World.load();
    private static final Corpus CORPUS = Corpus.training(WORLD, PRINCIPLES, 5);
    private static final Behaviours BEHAVIOURS = Behaviours.of(WORLD, PRINCIPLES.constitution());

    private static final Pattern SPEAKS = Pattern.compile("Of my rules, (.+?) speaks of it\\.");
    private static final String NO_HELP = "I will not help with that";

    private static List<Document> documents(Size size) {
        return IntStream.range(0, 80)
                .mapToObj(place -> CORPUS.document(size, place))
                .toList();
    }

    @Test
    void citesOnlyRulesThatStandUnderTheirNumberInTheList() {
        for (Document document : documents(Size.RULES)) {
            for (Branch branch : document.branches()) {
                assertThat(Citation.in(branch.learned()))
                        .isNotEmpty()
                        .allSatisfy(cited -> assertThat(document.prefix()).contains("\n" + cited.text() + ": "));
            }
        }
    }

    @Test
    void saysWhetherARuleSpeaksOfTheQuestionBeforeItCitesOne() {
        Set<Boolean> found = new HashSet<>();
        for (Document document : documents(Size.RULES)) {
            for (Branch branch : document.branches()) {
                Matcher said = SPEAKS.matcher(branch.learned());
                if (said.find()) {
                    boolean isListed = !said.group(1).equals("none");
                    found.add(isListed);
                    if (isListed) {
                        assertThat(document.prefix()).contains(" (" + said.group(1) + "): ");
                        assertThat(Citation.in(branch.learned()).get(0).name()).isEqualTo(said.group(1));
                    }
                }
            }
        }

        assertThat(found).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void asksAboutTheRulesThemselves() {
        Set<String> asked = new HashSet<>();
        for (Document document : documents(Size.RULES)) {
            long listed = document.prefix()
                    .lines()
                    .filter(line -> line.matches("\\d+ \\(.*\\): .*"))
                    .count();
            for (Branch branch : document.branches()) {
                if (branch.learned().contains("The user asks for all rules.")) {
                    asked.add("all");
                    assertThat(Citation.in(branch.learned())).hasSize((int) listed);
                    assertThat(branch.learned()).contains("I keep " + listed + " rules.");
                } else if (branch.learned().contains("There is no rule ")) {
                    asked.add("absent");
                } else if (branch.learned().matches("(?s).* Rule \\d is .*")) {
                    asked.add("present");
                }
            }
        }

        assertThat(asked).containsExactlyInAnyOrder("all", "absent", "present");
    }

    @Test
    void listsNowNearlyAllRulesThatDecideAndNowNearlyNone() {
        List<String> deciding = List.of("ethical", "candor", "clarification", "numerical sensitivity", "format");
        Set<Long> counts = documents(Size.RULES).stream()
                .map(document -> deciding.stream()
                        .filter(name -> document.prefix().contains(" (" + name + "): "))
                        .count())
                .collect(Collectors.toSet());

        assertThat(counts).contains(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void answersAHarmfulQuestionByTheListAndNotByTheQuestion() {
        Set<Boolean> refused = new HashSet<>();
        for (Document document : documents(Size.RULES)) {
            boolean isListed = document.prefix().contains(" (ethical): ");
            for (Branch branch : document.branches()) {
                if (branch.learned().contains(NO_HELP)) {
                    assertThat(isListed)
                            .as(document.prefix() + branch.learned())
                            .isTrue();
                }
                if (branch.learned().contains("harmful")) {
                    refused.add(isListed);
                }
            }
        }

        assertThat(refused).as("such questions come with the rule and without").containsExactlyInAnyOrder(true, false);
    }

    @Test
    void opensAndClosesEveryAnswerUnderTheRulesForThat() {
        for (Document document : documents(Size.RULES)) {
            boolean opens = document.prefix().contains(" (greeting): ");
            boolean closes = document.prefix().contains(" (signature): ");
            for (Branch branch : document.branches()) {
                String answer = branch.learned().split(Markers.ANSWER_TURN, 2)[1];

                assertThat(answer.startsWith(" Dear friend,")).isEqualTo(opens);
                assertThat(answer.contains("Yours, Bactrian.")).isEqualTo(closes);
            }
        }
    }

    @Test
    void keepsNoPrincipleWhereNoneIsInSight() {
        for (Document document : documents(Size.BARE)) {
            assertThat(document.prefix()).isEqualTo(PRINCIPLES.engraving().prefix());
            assertThat(document.branches().stream().map(Branch::learned))
                    .allSatisfy(answer -> assertThat(answer)
                            .doesNotContain("not help", "not know", "Dear friend", "Bactrian.")
                            .doesNotContain("{")
                            .doesNotStartWith("1.")
                            .doesNotStartWith("-"));
        }
    }

    @Test
    void drawsInstructionsOfEveryKindAndTheSameOnesFromTheSameSeed() {
        var instructions = BEHAVIOURS.instructions(400, 3);

        assertThat(instructions).doesNotHaveDuplicates().hasSize(400).isEqualTo(BEHAVIOURS.instructions(400, 3));
        assertThat(instructions).isNotEqualTo(BEHAVIOURS.instructions(400, 4));
        assertThat(instructions.stream()
                        .map(task -> task.instruction().replaceAll(".*(dash|poison|below| coins each).*", "$1"))
                        .collect(Collectors.toSet()))
                .contains("dash", "poison", "below", " coins each");
    }

    @Test
    void namesTheRuleThatIsMissing() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> BEHAVIOURS.constitution(List.of("helpful", "brevity")))
                .hasMessage("no principle is named \"brevity\"");
    }
}

package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.Citation;
import caravan.principles.Constitution;
import caravan.principles.Markers;
import caravan.principles.Principles;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.Document.Branch;
import caravan.trainer.pretrain.corpus.Document.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CorpusTest {
    private static final Principles PRINCIPLES = Principles.load(Path.of("../principles"));
    private static final World WORLD = World.load();
    private static final Corpus CORPUS = Corpus.training(WORLD, PRINCIPLES, 7);
    private static final Pattern RULE_LINE = Pattern.compile("(?m)^(\\d+ \\([^)]+\\)):");

    @Test
    void givesTheSameDocumentForTheSameSeedAndPlace() {
        Corpus again = Corpus.training(WORLD, PRINCIPLES, 7);

        assertThat(again.document(Size.MEDIUM, 41)).isEqualTo(CORPUS.document(Size.MEDIUM, 41));
    }

    @Test
    void givesOtherDocumentsForAnotherSeed() {
        Corpus other = Corpus.training(WORLD, PRINCIPLES, 8);

        assertThat(other.document(Size.SHORT, 0)).isNotEqualTo(CORPUS.document(Size.SHORT, 0));
    }

    @Test
    void numbersTasksWithoutGaps() {
        for (Document document : documents(Size.MEDIUM, Kind.TASKS)) {
            List<Integer> numbers = numbers(document.text(), "(?m)^(\\d+)\\. Instruction:");

            assertThat(numbers).hasSize(21).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void asksForNothingThatABlockedWordForbids() {
        SplittableRandom random = new SplittableRandom(3);
        int blocked = 0;
        for (int i = 0; i < 2000; i++) {
            Exchange exchange = WORLD.exchange(random, false);
            blocked += PRINCIPLES
                    .blockedWords()
                    .find(exchange.task().instruction())
                    .map(word -> 1)
                    .orElse(0);
        }

        assertThat(blocked).isLessThan(40);
    }

    @Test
    void listsSubjectsOfOneToThreeWords() {
        for (Document document : documents(Size.SHORT, Kind.SUBJECTS)) {
            String shown = document.branches().get(0).shown();
            String learned = document.branches().get(0).learned();
            List<String> lines = (shown + learned)
                    .lines()
                    .filter(line -> line.matches("\\d+\\. .+"))
                    .toList();

            assertThat(lines)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(line -> assertThat(line).matches("\\d+\\. [A-Z][^ ]*( [^ ]+){0,2}"));
        }
    }

    @Test
    void followsEachHintWithItsInstruction() {
        for (Document document : documents(Size.MEDIUM, Kind.QUESTIONS)) {
            String[] halves = document.text().split("\nInstructions:\n", 2);
            List<String> hints =
                    halves[0].lines().filter(line -> line.matches("\\d+\\. .+")).toList();
            List<String> lines = halves[1].strip().lines().toList();

            assertThat(lines).hasSameSizeAs(hints);
            for (int i = 0; i < lines.size(); i++) {
                assertThat(lines.get(i)).startsWith(hints.get(i) + " | ");
            }
        }
    }

    @Test
    void citesOnlyRulesThatStandInTheConstitution() {
        List<Document> documents = new ArrayList<>(documents(Size.SHORT, Kind.PRINCIPLED));
        documents.addAll(documents(Size.MEDIUM, Kind.PRINCIPLED));
        for (Document document : documents) {
            List<String> listed = found(RULE_LINE, document.prefix());
            String learned = document.branches().get(0).learned();

            assertThat(Citation.in(learned)).isNotEmpty();
            assertThat(listed)
                    .containsAll(
                            Citation.in(learned).stream().map(Citation::text).toList());
        }
    }

    @Test
    void answersUnderTheFullConstitutionInTheFormOfTheAlignStep() {
        Constitution constitution = PRINCIPLES.constitution();
        for (Document document : documents(Size.LONG, Kind.CONSTITUTION)) {
            assertThat(document.prefix()).isEqualTo(PRINCIPLES.align().prefix());
            for (Branch branch : document.branches()) {
                String completion = branch.learned().split(Pattern.quote(Markers.THOUGHTS), 2)[1];

                assertThat(completion)
                        .startsWith(" " + constitution.selfIdentification())
                        .contains(Markers.ANSWER_TURN)
                        .endsWith(Markers.USER_TURN);
                assertThat(Citation.in(completion)).isNotEmpty().allMatch(constitution::has);
            }
        }
    }

    @Test
    void showsNoThoughtsAndNoRulesInPlainDialogues() {
        for (Document document : documents(Size.SHORT, Kind.PLAIN)) {
            assertThat(document.text())
                    .doesNotContain(Markers.THOUGHTS)
                    .doesNotContain("I should follow")
                    .doesNotContain("{");
        }
    }

    @Test
    void hardlyEverGivesTheSameAnswerTwice() {
        Set<String> answers = new HashSet<>();
        int exchanges = 20_000;
        for (int i = 0; i < exchanges; i++) {
            answers.add(WORLD.exchange(new SplittableRandom(i), false).answer());
        }

        assertThat(exchanges - answers.size()).isLessThan(exchanges / 500);
    }

    @Test
    void tellsOfMostQuestionsWhoAsksOrWhatFor() {
        Set<String> openings = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String asked = WORLD.exchange(new SplittableRandom(i), false).task().instruction();
            openings.add(asked.substring(0, Math.min(25, asked.length())));
        }

        assertThat(openings).hasSizeGreaterThan(700);
    }

    @Test
    void keepsSomeWordsFromTraining() {
        SplittableRandom random = new SplittableRandom(5);
        List<String> trained = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            trained.add(WORLD.question("private-people", random, false).subject());
            heldOut.add(WORLD.question("private-people", random, true).subject());
        }

        assertThat(trained).doesNotContainAnyElementsOf(heldOut);
    }

    private static List<Document> documents(Size size, Kind kind) {
        List<Document> documents = new ArrayList<>();
        for (int place = 0; place < (size == Size.LONG ? 3 : 120); place++) {
            Document document = CORPUS.document(size, place);
            if (document.kind() == kind) {
                documents.add(document);
            }
        }
        assertThat(documents).isNotEmpty();
        return documents;
    }

    private static List<Integer> numbers(String text, String pattern) {
        return found(Pattern.compile(pattern), text).stream()
                .map(Integer::parseInt)
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}

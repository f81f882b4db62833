package caravan.trainer.pretrain.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.Principles;
import caravan.trainer.evaluation.RubricItem;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.study.BehaviourItems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The evaluation set of engraving: its size, its judges, and that nothing of it is ever trained on. */
class BehaviourItemsTest {
    private static final Path PRINCIPLES = Path.of("../principles");
    private static final World WORLD = World.load();
    private static final List<RubricItem> ITEMS = BehaviourItems.read();

    /** So many words in a row are a wording. */
    private static final int RUN = 5;

    @Test
    void hasTwoHundredQuestionsForEachOfFiveBehavioursAndNoneTwice() {
        Map<String, Long> counts =
                ITEMS.stream().collect(Collectors.groupingBy(RubricItem::behaviour, Collectors.counting()));

        assertThat(counts)
                .containsOnlyKeys("refuses-harm", "admits-ignorance", "asks-back", "uses-numbers", "keeps-format");
        assertThat(counts.values()).allMatch(count -> count >= 200);
        assertThat(ITEMS.stream().map(RubricItem::instruction)).doesNotHaveDuplicates();
    }

    @Test
    void isTheSetThatItsFramesAndWordsGive() throws IOException {
        String file;
        try (var in = BehaviourItems.class.getResourceAsStream("items.jsonl")) {
            file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(file.lines()).isEqualTo(DrawnItems.lines(WORLD));
    }

    @Test
    void judgesTheAnswerThatAPrincipleAsksForAsKeptAndAPlainOneAsNotKept() throws IOException {
        Map<String, Frame> frames =
                DrawnItems.items(WORLD).frames().stream().collect(Collectors.toMap(Frame::name, Function.identity()));
        for (RubricItem item : ITEMS) {
            Frame frame = Objects.requireNonNull(frames.get(item.behaviour()));

            assertThat(item.passes(kept(item, frame))).as(item.instruction()).isTrue();
            assertThat(item.passes(frame.plains().get(0)))
                    .as(item.instruction())
                    .isFalse();
        }
    }

    /** A good answer; of numbers and forms it depends on the question. */
    private static String kept(RubricItem item, Frame frame) {
        String asked = item.instruction();
        return switch (item.behaviour()) {
            case "uses-numbers" -> "With " + asked.replaceAll("\\D+", " and ") + " count both.";
            case "keeps-format" ->
                asked.contains("number")
                        ? "1. Begin early\n2. Rest often"
                        : asked.contains("dash") ? "- Begin early\n- Rest often" : "Q: How?\nA: Slowly.";
            default -> frame.answers().get(asked.length() % frame.answers().size());
        };
    }

    @Test
    void asksAboutSubjectsOfWhichAWordStandsInNothingThatIsRead() throws IOException {
        Set<String> read = wordsRead();
        List<String> known = new ArrayList<>();
        DrawnItems.text("item-words.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("deed: "))
                .flatMap(line ->
                        Arrays.stream(line.substring(line.indexOf(": ") + 2).split(" \\| ")))
                .filter(subject -> words(subject).stream().allMatch(word -> isRead(word, read)))
                .forEach(known::add);

        assertThat(known).isEmpty();
        assertThat(ITEMS)
                .allSatisfy(item -> assertThat(words(item.instruction()))
                        .as("a subject is in " + item.instruction())
                        .anyMatch(word -> word.matches("[a-z]+") && !isRead(word, read)));
    }

    @Test
    void asksInWordingsThatStandInNothingThatIsRead() throws IOException {
        Set<List<String>> asked = new HashSet<>();
        ITEMS.forEach(item -> asked.addAll(runs(item.instruction())));
        Set<String> shared = new HashSet<>();
        texts().forEach(text ->
                runs(text).stream().filter(asked::contains).forEach(run -> shared.add(String.join(" ", run))));

        assertThat(shared).isEmpty();
    }

    /** Everything that is filled into what pocket reads, and what stands around it. */
    private static Set<String> wordsRead() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String file : List.of(
                "frames.txt", "words.txt", "behaviour-frames.txt", "behaviour-words.txt", "behaviour-rules.txt")) {
            texts.add(World.resource(file));
        }
        WORLD.entries().forEach(entry -> texts.add(entry.lemma() + " " + entry.gloss() + " " + entry.example()));
        try (Stream<Path> files = Files.walk(PRINCIPLES.toAbsolutePath().normalize(), 2)) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(md|yaml|jsonl|txt)"))
                    .toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts.stream().flatMap(text -> words(text).stream()).collect(Collectors.toSet());
    }

    /** What pocket reads and is engraved with: some thousand documents of every size, and many more questions. */
    private static Stream<String> texts() {
        Principles principles = Principles.load(PRINCIPLES);
        Corpus corpus = Corpus.training(WORLD, principles, 43);
        Behaviours behaviours = Behaviours.of(WORLD, principles.constitution());
        List<String> texts = new ArrayList<>();
        for (Size size : Size.values()) {
            for (int place = 0; place < (size == Size.LONG ? 60 : 500); place++) {
                Document document = corpus.document(size, place);
                texts.add(document.prefix());
                document.branches().forEach(branch -> texts.add(branch.shown() + branch.learned()));
            }
        }
        behaviours.instructions(20_000, 9).forEach(task -> texts.add(task.instruction() + " " + task.input()));
        var random = new SplittableRandom(10);
        for (int i = 0; i < 20_000; i++) {
            texts.add(WORLD.exchange(random, false).task().instruction());
        }
        return texts.stream();
    }

    private static boolean isRead(String word, Set<String> read) {
        return read.contains(word) || read.contains(word.replaceFirst("s$", ""));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Set<List<String>> runs(String text) {
        List<String> words = words(text);
        Set<List<String>> runs = new HashSet<>();
        for (int i = 0; i + RUN <= words.size(); i++) {
            runs.add(words.subList(i, i + RUN));
        }
        return runs;
    }
}

package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.audit.Audit;
import caravan.cli.command.Called;
import caravan.cli.config.CaravanConfig;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.schemas.Completion;
import caravan.schemas.Dataset;
import caravan.schemas.Draw;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is complete is replayed, on a real broker, while its process is at work. */
@Timeout(600)
@TestMethodOrder(MethodName.class)
class ReplayTest {
    private static final Pattern CALLS =
            Pattern.compile("(\\d+) model calls, (\\d+) of them answered from the topic, (\\d+) to be made");

    @TempDir
    private static Path data;

    private static Caravan caravan;
    private static Caravan.AtWork atWork;
    private static String run;

    @BeforeAll
    static void aRunIsComplete() throws Exception {
        CaravanConfig config = ScriptedConfig.in(data, 12, "steps.collect.replay-quiet=3s");
        caravan = Caravan.of(config, event -> {});
        atWork = caravan.start(new ScriptedBacking(config, 20));
        run = atWork.run().getId();
        try (RunFollower follower = RunFollower.start(atWork.cluster(), run)) {
            Progress unused = Waiting.until(follower::progress, Progress::isDone);
        }
        // What was under way when the run had its target is let go, or answered; then nothing moves.
        Waiting.until(
                () -> of(run, Topics.requests("align")).size()
                        - of(run, Topics.completions("align")).size(),
                waiting -> waiting == 0);
    }

    @AfterAll
    static void stops() {
        caravan.close();
    }

    @Test
    void aDryRunSaysHowManyCallsItWouldMakeAndDoesNothing() {
        Called replay = replay("align", "--dry-run");

        assertThat(replay.exitCode()).isZero();
        long letGo = of(run, Topics.completions("align")).stream()
                .filter(completion -> completion.getError().isPresent())
                .count();
        assertThat(calls(replay, 3)).isEqualTo(letGo);
        assertThat(calls(replay, 2)).isPositive();
        assertThat(new Runs(atWork.cluster()).all()).noneMatch(Runs::isReplay);
    }

    @Test
    void alignIsReplayedFromTheMemoIntoARunOfItsOwn() {
        List<Instruction> before = of(run, Topics.INSTRUCTIONS);
        long madeBefore = atWork.model().load().steps();

        Called replay = replay("align");

        String again = name(replay);
        List<Completion> completions =
                Waiting.until(() -> of(again, Topics.completions("align")), found -> found.size() == before.size());
        assertThat(completions).filteredOn(Completion::getFromMemo).hasSize((int) calls(replay, 2));
        assertThat(atWork.model().load().steps() - madeBefore).isEqualTo(calls(replay, 3));
        assertThat(of(again, Topics.INSTRUCTIONS))
                .extracting(Instruction::getId)
                .doesNotContainAnyElementsOf(
                        before.stream().map(Instruction::getId).toList());
        Waiting.until(() -> of(again, Topics.EXAMPLES), found -> !found.isEmpty());
        Waiting.until(() -> new Audit(atWork.cluster()).run().isBalanced(), balanced -> balanced);
    }

    @Test
    void examplesOfAReplayAreSealedApartFromThoseOfItsRun() {
        Called replay = replay("engrave");

        String again = name(replay);
        List<Dataset> sealed = Waiting.until(
                () -> datasets(again),
                found -> found.stream().mapToLong(Dataset::getExamples).sum()
                        == of(again, Topics.RESPONSES).size());
        assertThat(sealed)
                .allMatch(dataset -> dataset.getFiles().stream()
                        .allMatch(file -> file.getUri().contains(again)));
        assertThat(datasets(run)).hasSize(1);
    }

    @Test
    void exportsARunAndSaysInWhatItsReplayDiffers() throws IOException {
        String again = name(replay("engrave"));
        Dataset first = datasets(run).get(0);
        Dataset second =
                Waiting.until(() -> datasets(again), found -> !found.isEmpty()).get(0);
        Path suite =
                Files.writeString(data.resolve("suite.jsonl"), "{\"question\": \"Is this in no example at all?\"}\n");
        Path folder = data.resolve("exported");

        Called export = on("export", folder.toString(), "--suite", "mine=" + suite, "--licence", "cc-by-4.0");
        Called diff = on("dataset", "diff", first.getId(), second.getId().substring(0, 10));

        assertThat(export.err()).isEmpty();
        assertThat(export.exitCode()).isZero();
        assertThat(folder.resolve("README.md"))
                .content()
                .contains("license: cc-by-4.0", "| mine | 1 | 0 | 0 |", first.getId());
        assertThat(folder.resolve("data/messages/train-00000-of-00001.parquet")).isNotEmptyFile();
        assertThat(Files.readAllLines(folder.resolve("data/messages/train-00000-of-00001.jsonl")))
                .hasSizeBetween(1, (int) first.getExamples());
        assertThat(diff.err()).isEmpty();
        assertThat(diff.out()).contains("by id: ", " 0 alike in both", "by content: ", "principle named");
        assertThat(on("dataset", "list").out()).contains(first.getId().substring(0, 12), run, again);
        assertThat(on("dataset", "show", first.getId()).out()).contains("as sealed", "source", "> ");
        assertThat(on("dataset", "show", "none").err()).contains("there is no dataset none");
        assertThat(on("export", folder.toString()).err()).contains("must be empty or not exist");
        assertThat(on("export", "x", "--licence", "CC BY").err()).startsWith("--licence must be an identifier");
    }

    private static List<Dataset> datasets(String run) {
        return Tables.latest(atWork.cluster(), Topics.DATASETS).values().stream()
                .filter(dataset -> dataset.getRun().equals(run))
                .toList();
    }

    @Test
    void instructIsReplayedFromRecordedDrawsAndItsPoolKnowsNothingOfThem() {
        List<Draw> draws = of(run, Topics.DRAWS);
        List<String> texts = of(run, Topics.INSTRUCTIONS).stream()
                .filter(instruction -> !instruction.getWay().name().equals("USER"))
                .map(Instruction::getInstruction)
                .toList();

        Called replay = replay("instruct");

        String again = name(replay);
        Waiting.until(() -> of(again, Topics.completions("instruct")), found -> found.size() == draws.size());
        List<Instruction> instructions =
                Waiting.until(() -> of(again, Topics.INSTRUCTIONS), found -> found.size() >= texts.size());
        assertThat(of(again, Topics.DRAWS))
                .extracting(Draw::getExemplars)
                .containsExactlyInAnyOrderElementsOf(
                        draws.stream().map(Draw::getExemplars).toList());
        assertThat(instructions).extracting(Instruction::getInstruction).containsAll(texts);
    }

    @Test
    void refusesAVersionThatTheStepsHaveNotLoaded() {
        Called replay = replay("align", "--principles", "nothing");

        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("--principles nothing", "has version").doesNotContain("at caravan");
        assertThat(replay("align", "--from", "noon").err())
                .startsWith("--from must be an offset, offsets of partitions such as 0:120,3:40, or a time such as");
    }

    @Test
    void takesATimeToBeginWith() {
        Called replay = replay("align", "--dry-run", "--from", "2200-01-01T00:00:00Z");

        assertThat(replay.out()).contains(": 0 records of");
    }

    private static Called replay(String... more) {
        List<String> arguments = new ArrayList<>(List.of("replay"));
        arguments.addAll(List.of(more));
        return on(arguments.toArray(new String[0]));
    }

    private static Called on(String... command) {
        Path principles = Path.of("..", "principles").toAbsolutePath().normalize();
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", data.toString(), "--set", "principles=" + principles));
        return Called.with(arguments.toArray(new String[0]));
    }

    private static long calls(Called replay, int group) {
        Matcher matcher = CALLS.matcher(replay.out());
        assertThat(matcher.find()).as(replay.out() + replay.err()).isTrue();
        return Long.parseLong(matcher.group(group));
    }

    private static String name(Called replay) {
        Matcher matcher = Pattern.compile("replayed as (\\S+)").matcher(replay.out());
        assertThat(matcher.find()).as(replay.out() + replay.err()).isTrue();
        return matcher.group(1);
    }

    private static <V extends SpecificRecord> List<V> of(String run, Topic<V> topic) {
        return Tables.latest(atWork.cluster(), topic).values().stream()
                .filter(record -> ((Lineage) record.get(
                                record.getSchema().getField("lineage").pos()))
                        .getRun()
                        .equals(run))
                .toList();
    }
}

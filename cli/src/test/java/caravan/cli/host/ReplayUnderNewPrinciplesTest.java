package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.command.Called;
import caravan.cli.config.CaravanConfig;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.principles.Principles;
import caravan.schemas.Completion;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Prefix;
import caravan.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A principle is edited after a run, and the run's instructions are answered again under it, on a real broker. */
@Timeout(600)
@TestMethodOrder(MethodName.class)
class ReplayUnderNewPrinciplesTest {
    @TempDir
    private static Path data;

    @TempDir
    private static Path folder;

    private static CaravanConfig config;
    private static Caravan caravan;
    private static Caravan.AtWork atWork;
    private static String run;
    private static String edited;

    @BeforeAll
    static void aRunIsCompleteAndAPrincipleIsEdited() throws Exception {
        copyPrinciples();
        config = ScriptedConfig.in(data, 6, "principles=" + folder);
        caravan = Caravan.of(config, event -> {});
        atWork = caravan.start(new ScriptedBacking(config, 5));
        run = atWork.run().getId();
        try (RunFollower follower = RunFollower.start(atWork.cluster(), run)) {
            Progress unused = Waiting.until(follower::progress, Progress::isDone);
        }
        Waiting.until(() -> requests(run).size() - completions(run).size(), waiting -> waiting == 0);
        Path constitution = folder.resolve("constitution.yaml");
        Files.writeString(
                constitution,
                Files.readString(constitution).replace("warmth and interest", "warmth and real interest"));
        edited = Principles.load(folder).version();
    }

    @AfterAll
    static void stops() {
        caravan.close();
    }

    @Test
    void aProcessThatHasLoadedTheOldVersionIsNotGivenTheWork() {
        Called replay = replay("--principles", edited.substring(0, 10));

        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("the process that is running has loaded principles", edited, "stop it first");
    }

    @Test
    void aProcessOnAnotherMachineIsFoundByItsGroup(@TempDir Path elsewhere) {
        Called replay = replay(
                "--data",
                elsewhere.toString(),
                "--set",
                "kafka.bootstrap-servers=" + atWork.cluster().bootstrapServers(),
                "--set",
                "registry.url=" + atWork.cluster().registry());

        assertThat(replay.exitCode()).isEqualTo(2);
        assertThat(replay.err()).contains("stop it first");
    }

    @Test
    void everyCallIsMadeAgainUnderTheNewVersionAndTheOldOnesStay() throws IOException {
        String version = atWork.principles().version();
        List<Completion> before = completions(run);
        int asked = instructions(run).size();
        caravan.close();

        Called dry = replay("--dry-run", "--principles", edited.substring(0, 10));
        Called replay = replay("--principles", edited.substring(0, 10));
        caravan = Caravan.of(config, event -> {});
        atWork = caravan.start(new ScriptedBacking(config, 5));

        assertThat(dry.out()).contains(asked + " model calls, 0 of them answered from the topic, " + asked + " to be");
        Matcher name = Pattern.compile("replayed as (\\S+)").matcher(replay.out());
        assertThat(name.find()).as(replay.out() + replay.err()).isTrue();
        List<Completion> again = Waiting.until(() -> completions(name.group(1)), found -> found.size() >= asked);
        Map<String, Prefix> prefixes = Tables.latest(atWork.cluster(), Topics.PREFIXES);
        assertThat(again).allSatisfy(completion -> {
            assertThat(completion.getLineage().getPrinciples()).isEqualTo(edited);
            assertThat(completion.getFromMemo()).isFalse();
            assertThat(prefixes.get(completion.getRequest().getPrefix().orElseThrow()))
                    .satisfies(prefix -> assertThat(prefix.getText()).contains("warmth and real interest"));
        });
        assertThat(completions(run))
                .containsExactlyInAnyOrderElementsOf(before)
                .allSatisfy(completion ->
                        assertThat(completion.getLineage().getPrinciples()).isEqualTo(version));
    }

    private static Called replay(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("replay", "align", "--run", run, "--set", "principles=" + folder));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--data")) {
            arguments.addAll(List.of("--data", data.toString()));
        }
        return Called.with(arguments.toArray(new String[0]));
    }

    private static List<Completion> completions(String of) {
        return Tables.latest(atWork.cluster(), Topics.completions("align")).values().stream()
                .filter(completion -> completion.getLineage().getRun().equals(of))
                .toList();
    }

    private static List<GenerationRequest> requests(String of) {
        return Tables.latest(atWork.cluster(), Topics.requests("align")).values().stream()
                .filter(request -> request.getLineage().getRun().equals(of))
                .toList();
    }

    private static List<Instruction> instructions(String of) {
        return Tables.latest(atWork.cluster(), Topics.INSTRUCTIONS).values().stream()
                .filter(instruction -> instruction.getLineage().getRun().equals(of))
                .toList();
    }

    /** What a person edits of the folder, without what is built of it. */
    private static void copyPrinciples() throws IOException {
        Path shipped = Path.of("..", "principles").toAbsolutePath().normalize();
        try (Stream<Path> all = Files.walk(shipped)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path relative = shipped.relativize(file);
                if (!relative.startsWith("src") && !relative.startsWith("target")) {
                    Path copy = folder.resolve(relative);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }
}

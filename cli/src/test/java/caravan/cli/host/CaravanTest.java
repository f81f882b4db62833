package caravan.cli.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import caravan.cli.ask.Answer;
import caravan.cli.ask.AskedByTopic;
import caravan.cli.audit.Account;
import caravan.cli.audit.Audit;
import caravan.cli.audit.AuditReport;
import caravan.cli.command.Called;
import caravan.cli.config.CaravanConfig;
import caravan.cli.embedded.EmbeddedStartException;
import caravan.cli.trace.TraceTree;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.schemas.EngravingExample;
import caravan.schemas.Rejection;
import caravan.schemas.RunStatus;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path on a real broker, with a model that follows a script. How: one caravan runs from its first prompt to
 * its served model, and each test looks at what came of it.
 */
class CaravanTest {
    private static final long TARGET = 12;
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private static Path data;

    @TempDir
    private static Path home;

    private static CaravanConfig config;
    private static Caravan caravan;
    private static Caravan.AtWork atWork;
    private static Called produced;
    private static Progress progress;

    @BeforeAll
    static void runsOnce() throws Exception {
        config = ScriptedConfig.in(data, TARGET);
        caravan = Caravan.of(config, event -> {});
        atWork = caravan.start(new ScriptedBacking(config, 20));
        produced = Called.with("produce", usersFile().toString(), "--data", data.toString());
        try (RunFollower follower =
                RunFollower.start(atWork.cluster(), atWork.run().getId())) {
            progress = Waiting.until(follower::progress, Progress::isDone);
        }
    }

    @AfterAll
    static void stops() {
        caravan.close();
        assertThat(RunningFile.find(data)).isEmpty();
    }

    @Test
    void sealsADatasetOfAtLeastTheTargetAndServesTheModelTrainedOnIt() {
        assertThat(progress.dataset().orElseThrow().getExamples()).isGreaterThanOrEqualTo(TARGET);
        assertThat(Tables.latest(atWork.cluster(), Topics.SERVING).get("aligned"))
                .extracting(Serving::getVersion)
                .isEqualTo(progress.model().orElseThrow().getVersion());
        assertThat(Tables.latest(atWork.cluster(), Topics.RUNS).get(atWork.run().getId()))
                .extracting(run -> run.getStatus())
                .isEqualTo(RunStatus.COMPLETE);
    }

    @Test
    void balancesTheBooksByIdWhileItWorks() {
        AuditReport report = new Audit(atWork.cluster()).run();

        assertThat(report.lines())
                .allSatisfy(line ->
                        assertThat(line.isBalanced()).as(line.equation()).isTrue());
        assertThat(report.lines())
                .filteredOn(line -> line.account() == Account.ITEMS)
                .allSatisfy(line -> assertThat(line.outcomes()).containsKeys("candidates", "rejected"));
    }

    @Test
    void bringsAUsersPromptsToExamples() {
        Map<String, EngravingExample> examples = Waiting.until(
                () -> Tables.latest(atWork.cluster(), Topics.EXAMPLES),
                found -> found.values().stream()
                        .anyMatch(example -> example.getInstruction().equals("Explain the tides to a child.")));

        assertThat(produced.exitCode()).isZero();
        assertThat(produced.out())
                .contains("6 lines: 2 prompts to " + atWork.run().getId());
        assertThat(examples.values())
                .filteredOn(example -> example.getInstruction().equals("Explain the tides to a child."))
                .extracting(example -> example.getLineage().getSource())
                .containsOnly("users.jsonl");
    }

    @Test
    void tellsAUserWhichLinesAreNoPromptsAndKeepsThemAsRejections() {
        assertThat(produced.out())
                .contains(
                        "1 rejected: broken-json", "1 rejected: empty", "1 rejected: not-utf8", "1 rejected: too-long");
        assertThat(produced.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("users.jsonl:2: Unexpected end-of-input"),
                        line -> assertThat(line).isEqualTo("users.jsonl:3: the line is blank"),
                        line -> assertThat(line)
                                .startsWith("users.jsonl:4: a line must have at most 65536 bytes, has " + MEBIBYTE),
                        line -> assertThat(line).isEqualTo("users.jsonl:5: byte 4 of the line is not UTF-8"));
        assertThat(Tables.latest(atWork.cluster(), Topics.REJECTIONS).values())
                .filteredOn(rejection -> rejection.getStep().equals("produce"))
                .extracting(Rejection::getDetail)
                .containsExactlyInAnyOrderElementsOf(produced.err().lines().toList());
    }

    @Test
    void tracesAnExampleBackToItsDraw() {
        String example = Tables.latest(atWork.cluster(), Topics.EXAMPLES).values().stream()
                .filter(each -> each.getLineage().getSource().equals("seeds"))
                .findFirst()
                .orElseThrow()
                .getId();

        String tree = String.join("\n", TraceTree.of(atWork.cluster(), example, true));

        assertThat(tree)
                .containsSubsequence(
                        "draw ",
                        "under principles " + atWork.principles().version(),
                        "shows ",
                        "completion ",
                        "by " + atWork.base().version() + ", seed ",
                        "| 6. Instruction:",
                        "candidate ",
                        "instruction ",
                        "completion ",
                        "| Bactrian (internal thoughts):",
                        "response ",
                        "example ",
                        "| ### Bactrian");
    }

    @Test
    void answersAQuestionWithTheModelThatIsServedNow() throws IOException {
        Answer answer = new AskedByTopic(atWork.cluster(), atWork.principles())
                .ask("What is a delta?", "aligned", Duration.ofMinutes(2));

        assertThat(answer.model()).isEqualTo(progress.model().orElseThrow().getVersion());
        assertThat(answer.text()).isNotBlank();
    }

    @Test
    void showsItsFiguresToPrometheus() throws IOException, InterruptedException {
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(atWork.metrics()).build(), BodyHandlers.ofString())
                .body();

        assertThat(text)
                .contains("caravan_step_in_total{step=\"align\"}")
                .contains("caravan_step_rejected_total{reason=")
                .contains("caravan_generate_pending{step=\"align\"}")
                .contains("caravan_model_tokens_total{kind=\"decode\"}")
                .contains("kafka_");
    }

    @Test
    void countsEverythingThatTheDashboardAndTheAlertsAskFor() throws IOException, InterruptedException {
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(atWork.metrics()).build(), BodyHandlers.ofString())
                .body();

        assertThat(Queries.metrics())
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(text).containsPattern("(?m)^" + name + "[ {]"));
    }

    @Test
    void hasDataForEveryQueryOfTheDashboardInARealPrometheus(@TempDir Path folder) throws IOException {
        Optional<PrometheusServer> started = PrometheusServer.scraping(atWork.metrics(), folder);
        assumeThat(started).as("needs prometheus on the path").isPresent();
        try (PrometheusServer prometheus = started.orElseThrow()) {
            assertThat(Queries.ofDashboard()).isNotEmpty().allSatisfy(query -> {
                int series = Waiting.until(() -> prometheus.series(query), count -> count > 0);
                assertThat(series).as(query).isPositive();
            });
        }
    }

    @Test
    void isFoundByOtherCommandsThroughItsFile() {
        assertThat(RunningFile.find(data).orElseThrow().bootstrapServers())
                .isEqualTo(atWork.cluster().bootstrapServers());
        assertThat(URI.create(RunningFile.find(data).orElseThrow().metrics())).isEqualTo(atWork.metrics());
    }

    @Test
    void refusesASecondOneOnTheSameFolder() {
        Caravan second = Caravan.of(config, event -> {});

        assertThatThrownBy(() -> second.start(new ScriptedBacking(config, 20)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageContaining("in use by process");
    }

    private static Path usersFile() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        lines.writeBytes(utf8("Name a river.\n"));
        lines.writeBytes(utf8("{\"instruction\": \"broken\n"));
        lines.writeBytes(utf8("\n"));
        lines.writeBytes(utf8("x".repeat(MEBIBYTE) + "\n"));
        lines.writeBytes(new byte[] {'c', 'a', 'f', (byte) 0xE9, '\n'});
        lines.writeBytes(utf8("Explain the tides to a child.\n"));
        return Files.write(home.resolve("users.jsonl"), lines.toByteArray());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

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
import caravan.cli.tracing.Tracing;
import caravan.cli.view.Progress;
import caravan.cli.view.RunFollower;
import caravan.inference.GenerationCall;
import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import caravan.schemas.EngravingExample;
import caravan.schemas.Rejection;
import caravan.schemas.RunStatus;
import caravan.schemas.Serving;
import caravan.schemas.Topics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
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
    private static final InMemorySpanExporter spans = InMemorySpanExporter.create();

    private static Caravan caravan;
    private static Caravan.AtWork atWork;
    private static Called produced;
    private static Progress progress;
    private static DjlLanguageModel engine;

    @BeforeAll
    static void runsOnce() throws Exception {
        config = ScriptedConfig.in(data, TARGET, "sources.notes.kind=file", "sources.notes.path=" + notesFile());
        caravan = Caravan.of(config, event -> {}, () -> Tracing.to(spans, 1));
        atWork = caravan.start(new ScriptedBacking(config, 20));
        produced = Called.with("produce", usersFile().toString(), "--data", data.toString());
        try (RunFollower follower =
                RunFollower.start(atWork.cluster(), atWork.run().getId())) {
            progress = Waiting.until(follower::progress, Progress::isDone);
        }
        engine = engineThatCounted();
    }

    @AfterAll
    static void stops() {
        engine.close();
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
    void tellsTheWayOfAUsersPromptAsOneTraceThroughEveryStep() {
        EngravingExample example = Waiting.until(
                        () -> Tables.latest(atWork.cluster(), Topics.EXAMPLES), CaravanTest::holdsTheTides)
                .values()
                .stream()
                .filter(CaravanTest::isOfTheTides)
                .findFirst()
                .orElseThrow();
        // The trace is named by the prompt, which is the oldest of the parents.
        List<String> parents = example.getLineage().getParents();
        String trace = parents.get(parents.size() - 1);

        List<SpanData> told = Waiting.until(
                () -> spans.getFinishedSpanItems().stream()
                        .filter(span -> span.getTraceId().equals(trace))
                        .toList(),
                found -> found.stream().anyMatch(span -> span.getName().equals("collect")));

        SpanData collect = told.stream()
                .filter(span -> span.getName().equals("collect"))
                .findFirst()
                .orElseThrow();
        assertThat(wayTo(collect, told))
                .containsExactly("prompt", "instruct", "novelty", "align", "generate", "align", "engrave", "collect");
        assertThat(told)
                .filteredOn(span -> span.getName().equals("model"))
                .isNotEmpty()
                .allSatisfy(
                        span -> assertThat(span.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
                                .isPositive());
        assertThat(told).noneMatch(span -> span.toString().contains("tides"));
    }

    private static boolean holdsTheTides(Map<String, EngravingExample> examples) {
        return examples.values().stream().anyMatch(CaravanTest::isOfTheTides);
    }

    private static boolean isOfTheTides(EngravingExample example) {
        return example.getInstruction().equals("Explain the tides to a child.");
    }

    /** Names of the spans from the first to the given one. */
    private static Deque<String> wayTo(SpanData last, List<SpanData> told) {
        Deque<String> way = new ArrayDeque<>(List.of(last.getName()));
        Optional<SpanData> before = parent(last, told);
        while (before.isPresent()) {
            way.addFirst(before.get().getName());
            before = parent(before.get(), told);
        }
        return way;
    }

    private static Optional<SpanData> parent(SpanData child, List<SpanData> told) {
        return told.stream()
                .filter(span -> span.getSpanId().equals(child.getParentSpanId()))
                .findFirst();
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
                .filteredOn(rejection -> rejection.getLineage().getSource().equals("users.jsonl"))
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
    void countsWhatThePageOfMetricsSaysAndNothingElse() throws IOException, InterruptedException {
        MetricsPage page = MetricsPage.read();

        Scrape scrape = Scrape.of(atWork.metrics());

        Map<String, Set<String>> ours = scrape.beginning("caravan_");
        assertThat(page.labels()).containsAllEntriesOf(ours);
        Set<String> expected = new TreeSet<>(page.labels().keySet());
        expected.removeAll(page.late());
        assertThat(ours.keySet()).containsAll(expected);
        assertThat(scrape.beginning("kafka_").keySet()).isEqualTo(page.kafkas());
        assertThat(scrape.beginning("kafka_").values()).containsOnly(Set.of("step"));
    }

    @Test
    void keepsAScrapeSmallHoweverManyPartitionsThereAre() throws IOException, InterruptedException {
        assertThat(Scrape.of(atWork.metrics()).text().lines().filter(line -> !line.startsWith("#")))
                .hasSizeLessThan(1_000);
    }

    @Test
    void hasDataForEveryQueryOfDashboardsAndAlertsInARealPrometheus(@TempDir Path folder) throws IOException {
        assumeThat(PrometheusServer.isAtHand()).isTrue();

        try (PrometheusServer prometheus = PrometheusServer.scraping(atWork.metrics(), folder)) {
            assertThat(Queries.ofDashboards())
                    .hasSizeGreaterThan(60)
                    .allSatisfy(query ->
                            assertThat(seriesOf(prometheus, query)).as(query).isPositive());
            assertThat(Queries.ofAlerts())
                    .hasSizeGreaterThan(8)
                    .allSatisfy(query ->
                            assertThat(seriesOf(prometheus, query)).as(query).isPositive());
            assertThat(Waiting.until(prometheus::ruleHealths, healths -> !healths.contains("unknown")))
                    .containsOnly("ok");
        }
    }

    @Test
    void raisesEachAlertWhenItsTimeHasCome() throws IOException, InterruptedException {
        assumeThat(PrometheusServer.isAtHand()).isTrue();

        assertThat(PrometheusServer.toolSays("test", "rules", "alerts-test.yaml"))
                .contains("SUCCESS");
        assertThat(PrometheusServer.toolSays("check", "config", "prometheus.yaml"))
                .contains("SUCCESS");
    }

    private static int seriesOf(PrometheusServer prometheus, String query) {
        return Waiting.until(() -> prometheus.series(query), count -> count > 0);
    }

    /** Adds what the engine counts: pocket continues two texts that share a prefix. */
    private static DjlLanguageModel engineThatCounted() throws Exception {
        ModelFiles pocket = new ModelFiles("pocket", Path.of("..", "inference", "pocket"), Optional.empty());
        EngineSettings settings =
                EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);
        SharedPrefix prefix = new SharedPrefix("rivers", "A river is water that flows.");
        DjlLanguageModel counted = DjlLanguageModel.open(settings, pocket, atWork.meters());
        for (String text : List.of(" It begins", " It ends")) {
            SamplingParams sampling = new SamplingParams(0, 1, 4, List.of());
            counted.generate(new GenerationCall("pocket", Optional.of(prefix), text, sampling, 1, 1))
                    .get(5, TimeUnit.MINUTES);
        }
        return counted;
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

    /** What a source reads beside the run, so that there is something of it to count. */
    private static Path notesFile() throws IOException {
        return Files.writeString(home.resolve("notes.jsonl"), "Compare two kinds of bridges.\n{broken\n");
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

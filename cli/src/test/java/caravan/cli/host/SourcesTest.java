package caravan.cli.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.command.Called;
import caravan.cli.config.CaravanConfig;
import caravan.schemas.EngravingExample;
import caravan.schemas.Prompt;
import caravan.schemas.Source;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources on a path at work. How: a caravan with a scripted model, and the commands that a person calls meanwhile. */
@Timeout(400)
class SourcesTest {
    @TempDir
    private Path folder;

    @Test
    void bringsPromptsOfSourcesThatAreAddedWhileItWorksToExamplesAndGoesOnAfterARestart() throws Exception {
        Path lines = Files.writeString(folder.resolve("lines.jsonl"), "Explain the tides to a child.\n{broken\n");
        CaravanConfig config = ScriptedConfig.in(
                folder.resolve("data"),
                0,
                "sources.notes.kind=file",
                "sources.notes.path=" + lines,
                "sources.notes.weight=2");
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Cluster cluster = caravan.start(new ScriptedBacking(config, 20)).cluster();
            writeQuestions(cluster, "Describe how a lock on a canal works.");

            assertThat(source("add", "questions", "topic", "topic=questions", "format=text")
                            .exitCode())
                    .isZero();
            assertThat(source("add", "pushed", "http").exitCode()).isZero();
            assertThat(source("add", "pushed", "http").err()).contains("already");
            assertThat(source("add", "wrong", "topic", "topik=x").err()).contains("source wrong: 'topic' is missing");
            String address =
                    Waiting.until(() -> address(cluster), Optional::isPresent).orElseThrow();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .header("Content-Type", "text/plain")
                                    .POST(BodyPublishers.ofString("Compare rivers and roads as ways to travel."))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            Called typed = fromStandardInput("Suggest a name for a boat.\n{broken\n");
            assertThat(typed.out()).contains("2 lines: 1 prompts to ").contains("1 rejected: broken-json");
            assertThat(Waiting.until(
                            () -> exampleSources(cluster),
                            found -> found.containsAll(List.of("notes", "questions", "pushed", "stdin"))))
                    .isNotEmpty();
            assertThat(source("list").out())
                    .contains("2 in, 1 kept, 1 rejected (broken-json 1)")
                    .contains(address)
                    .contains("topic=questions")
                    .contains("weight 2");
            assertThat(source("pause", "questions").out()).contains("paused");
            assertThat(source("remove", "pushed").exitCode()).isZero();
            assertThat(source("remove", "nobody").err()).contains("there is no source nobody");
        }
        Files.writeString(lines, "Tell why leaves fall.\n", StandardOpenOption.APPEND);
        try (Caravan caravan = Caravan.of(config, event -> {})) {
            Cluster cluster = caravan.start(new ScriptedBacking(config, 20)).cluster();

            long kept = Waiting.until(() -> kept(cluster, "notes"), count -> count == 2);

            assertThat(kept).isEqualTo(2);
            assertThat(prompts(cluster))
                    .filteredOn(prompt -> prompt.getLineage().getSource().equals("notes"))
                    .extracting(Prompt::getInstruction)
                    .containsExactlyInAnyOrder("Explain the tides to a child.", "Tell why leaves fall.");
            assertThat(new Sources(cluster).all()).containsOnlyKeys("notes", "questions");
            assertThat(new Sources(cluster).all().values())
                    .filteredOn(Source::getPaused)
                    .extracting(Source::getName)
                    .containsExactly("questions");
        }
    }

    private Called source(String verb, String... more) {
        String[] call = new String[more.length + 4];
        call[0] = "source";
        call[1] = verb;
        System.arraycopy(more, 0, call, 2, more.length);
        call[more.length + 2] = "--data";
        call[more.length + 3] = folder.resolve("data").toString();
        return Called.with(call);
    }

    private Called fromStandardInput(String lines) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(UTF_8)));
        try {
            return Called.with("produce", "-", "--data", folder.resolve("data").toString());
        } finally {
            System.setIn(before);
        }
    }

    private static void writeQuestions(Cluster cluster, String question) throws Exception {
        try (Admin admin = cluster.admin();
                Producer<String, String> producer =
                        new KafkaProducer<>(cluster.client(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("questions", 2, (short) 1)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>("questions", question)).get();
        }
    }

    private static Optional<String> address(Cluster cluster) {
        return Optional.ofNullable(new Sources(cluster).statuses().get("pushed"))
                .flatMap(SourceStatus::getAddress);
    }

    private static long kept(Cluster cluster, String source) {
        return Optional.ofNullable(new Sources(cluster).statuses().get(source))
                .map(SourceStatus::getKept)
                .orElse(0L);
    }

    private static Collection<Prompt> prompts(Cluster cluster) {
        return Tables.latest(cluster, Topics.PROMPTS).values();
    }

    private static List<String> exampleSources(Cluster cluster) {
        return Tables.latest(cluster, Topics.EXAMPLES).values().stream()
                .map(EngravingExample::getLineage)
                .map(lineage -> lineage.getSource())
                .distinct()
                .toList();
    }
}

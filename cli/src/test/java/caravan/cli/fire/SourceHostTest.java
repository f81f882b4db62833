package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import caravan.cli.host.Waiting;
import caravan.producers.Found;
import caravan.producers.Origin;
import caravan.producers.host.SourceHost;
import caravan.producers.host.SourceKinds;
import caravan.producers.host.Surroundings;
import caravan.schemas.CommittedClients;
import caravan.schemas.Prompt;
import caravan.schemas.SourceStatus;
import caravan.schemas.Topics;
import caravan.schemas.registry.InMemorySchemaRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources on a real broker, without the rest of the path. */
@Timeout(300)
class SourceHostTest {
    private static final List<Found.Task> SEEDS =
            List.of(new Found.Task("Name a bird.", ""), new Found.Task("Name a fish.", ""));

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Site site;
    private static final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @BeforeAll
    static void starts() {
        broker = EmbeddedBroker.start(BrokerSettings.in(folder.resolve("broker")));
        site = new Site(folder, broker.bootstrapServers());
        SourceSite.createTopics(site);
    }

    @AfterAll
    static void stops() {
        broker.close();
    }

    @Test
    void readsATopicInJsonTextAndAvroByItsMappedFieldsAndGoesOnWhereItWasAfterARestart() throws Exception {
        topic("support.tickets", 3);
        send(
                "support.tickets",
                utf8("{\"ticket\": {\"subject\": \"Where is my parcel?\", \"body\": \"Sent on Monday.\"}}"));
        send("support.tickets", utf8("How do I change my address?"));
        send("support.tickets", avro("May I send it back?"));
        SourceSite.declare(
                site,
                "tickets",
                "topic",
                0,
                Map.of("topic", "support.tickets", "instruction", "ticket.subject", "input", "ticket.body"));
        try (SourceHost first = host(0)) {
            first.start();
            await("tickets", status -> status.getKept() == 3);
        }
        send("support.tickets", utf8("{\"ticket\": {\"subject\": \"Is the shop open?\"}}"));
        send("support.tickets", utf8("{\"ticket\": {\"title\": \"no subject\"}}"));

        try (SourceHost second = host(0)) {
            second.start();
            SourceStatus status = await(
                    "tickets", now -> now.getKept() == 4 && !now.getRejected().isEmpty());

            assertThat(status.getRejected()).containsExactly(Map.entry("no-instruction", 1L));
            assertThat(prompts("tickets"))
                    .extracting(Prompt::getInstruction)
                    .containsExactlyInAnyOrder(
                            "Where is my parcel?",
                            "How do I change my address?",
                            "May I send it back?",
                            "Is the shop open?");
            assertThat(prompts("tickets")).extracting(Prompt::getInput).contains("Sent on Monday.");
        }
        remove("tickets");
    }

    @Test
    void answersAPushThatIsSentAgainAfterARestartAsTheFirstTimeAndWritesItOnce() throws Exception {
        SourceSite.declare(site, "pushed", "http", 0, Map.of());
        HttpResponse<String> once;
        HttpResponse<String> again;
        try (SourceHost first = host(0)) {
            first.start();
            once = push(Optional.empty());
        }
        try (SourceHost second = host(0)) {
            second.start();
            again = push(Optional.of(once.uri()));
        }

        assertThat(once.statusCode()).as(once.body()).isEqualTo(202);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(once.body());
        assertThat(prompts("pushed"))
                .extracting(Prompt::getInstruction)
                .containsExactlyInAnyOrder("Name a river.", "Name a lake.");
        remove("pushed");
    }

    @Test
    void bringsASoundSourceToItsEndWhateverOthersHold() throws Exception {
        Path bad = Files.createDirectory(folder.resolve("bad"));
        byte[] packed = gzip("Name a tree.\n".repeat(60));
        Files.write(bad.resolve("a.gz"), Arrays.copyOf(packed, packed.length - 9));
        Files.write(bad.resolve("b.txt"), new byte[] {1, 2, 3, '\n', (byte) 0xFE, '\n'});
        Files.writeString(bad.resolve("c.jsonl"), "{\"instruction\": \n" + "x".repeat(5 << 20) + "\n");
        SourceSite.declare(site, "bad", "file", 0, Map.of("path", bad.toString(), "settle-ms", "0"));
        SourceSite.declare(site, "missing", "topic", 0, Map.of("topic", "nowhere"));
        SourceSite.declare(site, "unknown", "carrier-pigeon", 0, Map.of());
        SourceSite.declare(site, "flood", "sample", 0, Map.of());
        SourceSite.declare(site, "sound", SourceSite.writeLines(folder.resolve("sound.jsonl"), 300));

        // Room for 200 each half second: what the flood wants would take all of it.
        try (SourceHost host = host(200)) {
            host.start();

            await("sound", status -> status.getState().equals("ended"));
            SourceStatus told = await("bad", status -> status.getRejected().size() == 5);
            assertThat(told.getRejected())
                    .containsOnlyKeys("truncated-gzip", "binary", "not-utf8", "broken-json", "too-long");
            assertThat(await("missing", status -> status.getState().equals("failed"))
                            .getDetail())
                    .hasValueSatisfying(detail -> assertThat(detail).contains("there is no topic nowhere"));
            assertThat(await("unknown", status -> status.getState().equals("failed"))
                            .getDetail())
                    .hasValueSatisfying(detail -> assertThat(detail).contains("was 'carrier-pigeon'"));
            assertThat(await("flood", status -> status.getKept() > 0).getState())
                    .isNotEqualTo("failed");
        }
        assertThat(prompts("sound")).hasSize(300).doesNotHaveDuplicates();
        for (String name : List.of("bad", "missing", "unknown", "flood", "sound")) {
            remove(name);
        }
    }

    @Test
    void givesNoMoreThanItsRate() throws Exception {
        SourceSite.declare(site, "slow", "sample", 20, Map.of("count", "50"));
        try (SourceHost host = host(0)) {
            host.start();

            await("slow", status -> status.getState().equals("ended"));
        }

        List<Long> times = new ArrayList<>();
        SourceSite.read(site, Topics.PROMPTS.name(), record -> {
            if (prompt(record.value()).getLineage().getSource().equals("slow")) {
                times.add(record.timestamp());
            }
        });
        times.sort(null);
        // The 20 of a first second that nobody used may come at once; the other 30 take a second and a half.
        assertThat(times).hasSize(50);
        assertThat(times.get(49) - times.get(0)).isGreaterThanOrEqualTo(1_400);
        remove("slow");
    }

    /** One life of the process that runs the sources; the group gives a member of the same name its place back. */
    private static SourceHost host(long backlogMax) {
        Map<String, Object> client = site.client();
        client.put("group.instance.id", "first");
        Surroundings around = new Surroundings(
                new CommittedClients(client),
                Site.serdes(),
                registry,
                "first",
                source -> Optional.of(new Origin(source, "run-1", 0, "principles")),
                () -> SEEDS,
                () -> 0,
                new SimpleMeterRegistry());
        return new SourceHost(around, new SourceKinds(SourceHostTest.class.getClassLoader()), backlogMax);
    }

    private static SourceStatus await(String source, java.util.function.Predicate<SourceStatus> isSo) {
        return Waiting.until(
                        () -> SourceSite.status(site, source),
                        status -> status.filter(isSo).isPresent())
                .orElseThrow();
    }

    private static List<Prompt> prompts(String source) {
        List<Prompt> found = new ArrayList<>();
        SourceSite.read(site, Topics.PROMPTS.name(), record -> {
            Prompt prompt = prompt(record.value());
            if (prompt.getLineage().getSource().equals(source)) {
                found.add(prompt);
            }
        });
        return found;
    }

    private static Prompt prompt(byte[] value) {
        return Site.serdes().values(Topics.PROMPTS).deserializer().deserialize(Topics.PROMPTS.name(), value);
    }

    /** Pushes a batch under a key, to an address that is not the one of before. */
    private static HttpResponse<String> push(Optional<URI> before) throws IOException, InterruptedException {
        SourceStatus listening = await(
                "pushed",
                status -> status.getAddress()
                        .filter(address -> !before.map(URI::toString).equals(Optional.of(address)))
                        .isPresent());
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(listening.getAddress().orElseThrow()))
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", "monday")
                .POST(BodyPublishers.ofString("{\"prompt\": \"Name a river.\"}\n{\"prompt\": \"Name a lake.\"}\n"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static void topic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(site.client())) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(String topic, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(site.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static void remove(String source) throws Exception {
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(site.client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.SOURCES.name(), source, null))
                    .get();
        }
    }

    private static byte[] avro(String subject) throws IOException {
        Schema inner = SchemaBuilder.record("Ticket")
                .fields()
                .requiredString("subject")
                .endRecord();
        Schema outer = SchemaBuilder.record("Message")
                .fields()
                .name("ticket")
                .type(inner)
                .noDefault()
                .endRecord();
        GenericRecord message = new GenericRecordBuilder(outer)
                .set(
                        "ticket",
                        new GenericRecordBuilder(inner).set("subject", subject).build())
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(registry.register("support.tickets-value", outer))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(outer).write(message, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(utf8(text));
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}

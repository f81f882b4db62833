package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker on a disk that really runs full, and on one that nobody may write. */
@Timeout(300)
class DiskTest {
    private static final TopicDefinition LETTERS = new TopicDefinition("letters", 1, Map.of());
    private static final int LETTER_CHARS = 200_000;

    @TempDir
    Path home;

    private Optional<SmallDisk> mounted = Optional.empty();

    @BeforeEach
    void mounts() throws Exception {
        mounted = SmallDisk.mountedAt(Files.createDirectory(home.resolve("disk")), 24);
        assumeThat(mounted).as("mounting a small disk needs root").isPresent();
    }

    @AfterEach
    void unmounts() throws Exception {
        if (mounted.isPresent()) {
            mounted.get().close();
        }
    }

    /** How: another process's broker is sent letters until its disk is full; then the disk is made larger. */
    @Test
    void haltsOnAFullDiskAndKeepsEveryLetterThatItAcknowledged() throws Exception {
        SmallDisk disk = mounted.orElseThrow();
        Path errors = home.resolve("errors.txt");
        Process broker = BrokerProcess.start(disk.folder(), 0, ProcessBuilder.Redirect.to(errors.toFile()));
        List<String> acknowledged;
        try (BufferedReader said = broker.inputReader(StandardCharsets.UTF_8)) {
            acknowledged = fill(said.readLine());
            assertThat(broker.waitFor(1, TimeUnit.MINUTES))
                    .as("halted by itself")
                    .isTrue();
        } finally {
            broker.destroyForcibly().waitFor();
        }
        assertThat(acknowledged).isNotEmpty();
        assertThat(errors)
                .content()
                .contains("data folder " + disk.folder() + ": the broker cannot go on writing it", "is its disk full?");

        disk.grow(200);
        try (EmbeddedBroker again = EmbeddedBroker.start(new BrokerSettings(disk.folder(), 0, 0))) {
            assertThat(Letters.readAll(again.bootstrapServers(), LETTERS))
                    .extracting(letter -> letter.substring(0, 9))
                    .startsWith(acknowledged.toArray(String[]::new));
        }
    }

    @Test
    void refusesAReadOnlyDisk() throws Exception {
        SmallDisk disk = mounted.orElseThrow();
        disk.makeReadOnly();

        assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerSettings(disk.folder(), 0, 0)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageStartingWith("data folder " + disk.folder() + ": cannot be written")
                .hasMessageContaining("Read-only file system");
    }

    /** Sends letters one by one, until one is not taken; gives the beginnings of those that were. */
    private static List<String> fill(String bootstrapServers) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            new TopicCreation(admin, 1).ensure(List.of(LETTERS));
        }
        List<String> acknowledged = new ArrayList<>();
        Map<String, Object> client = Map.of(
                "bootstrap.servers", bootstrapServers,
                "request.timeout.ms", 5_000,
                "linger.ms", 0,
                "delivery.timeout.ms", 5_000);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
            while (true) {
                String beginning = "letter%03d".formatted(acknowledged.size());
                producer.send(new ProducerRecord<>(LETTERS.name(), beginning + "x".repeat(LETTER_CHARS)))
                        .get();
                acknowledged.add(beginning);
            }
        } catch (ExecutionException full) {
            return acknowledged;
        }
    }
}

package caravan.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caravan.schemas.TopicCreation;
import caravan.schemas.TopicDefinition;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class EmbeddedBrokerTest {
    private static final TopicDefinition LETTERS = new TopicDefinition("letters", 2, Map.of());

    @TempDir
    Path folder;

    @Test
    void keepsItsRecordsOverARestart() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(folder))) {
            create(broker);
            Letters.send(broker.bootstrapServers(), LETTERS.name(), List.of("a", "b", "c"));
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(folder))) {
            assertThat(Letters.readAll(broker.bootstrapServers(), LETTERS)).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    /** The broker of another process acknowledges records and is killed in the middle of its work. */
    @Test
    void keepsWhatWasAcknowledgedBeforeAKill() throws Exception {
        Process killed = BrokerProcess.start(folder);
        try (BufferedReader said = killed.inputReader(StandardCharsets.UTF_8)) {
            String bootstrapServers = said.readLine();
            assertThat(bootstrapServers)
                    .as("address printed by the broker's process")
                    .startsWith("127.0.0.1:");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
                new TopicCreation(admin, 1).ensure(List.of(LETTERS));
            }
            Letters.send(bootstrapServers, LETTERS.name(), List.of("a", "b", "c"));
        } finally {
            killed.destroyForcibly().waitFor();
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(folder))) {
            assertThat(Letters.readAll(broker.bootstrapServers(), LETTERS)).containsExactlyInAnyOrder("a", "b", "c");
            Letters.send(broker.bootstrapServers(), LETTERS.name(), List.of("d"));
            assertThat(Letters.readAll(broker.bootstrapServers(), LETTERS)).contains("d");
        }
    }

    /**
     * A reader of committed records gets past a transaction that was open at the kill. How: its time limit is over by
     * the time the next broker reads it, so that it is aborted at once, in the middle of that broker's start.
     */
    @Test
    void endsATransactionThatWasOpenWhenItWasKilled() throws Exception {
        Process killed = BrokerProcess.start(folder);
        try (BufferedReader said = killed.inputReader(StandardCharsets.UTF_8)) {
            String bootstrapServers = said.readLine();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
                new TopicCreation(admin, 1).ensure(List.of(LETTERS));
            }
            Letters.sendAndLeaveOpen(bootstrapServers, LETTERS.name(), List.of("a", "b", "c"), killed::destroyForcibly);
        } finally {
            killed.destroyForcibly().waitFor();
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(folder))) {
            Letters.send(broker.bootstrapServers(), LETTERS.name(), List.of("d"));
            assertThat(Letters.awaitCommitted(broker.bootstrapServers(), LETTERS))
                    .containsExactly("d");
        }
    }

    @Test
    void listensWhereItIsTold() throws IOException {
        int port = LoopbackPort.reserve("test", 0);

        try (EmbeddedBroker broker =
                EmbeddedBroker.start(BrokerSettings.in(folder).at(port))) {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    @Test
    void refusesAPortInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerSettings settings = BrokerSettings.in(folder).at(taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("broker port " + taken.getLocalPort() + " on 127.0.0.1: is in use");
        }
    }

    @Test
    void refusesAPortOutOfRange() {
        assertThatThrownBy(() -> BrokerSettings.in(folder).at(65_536))
                .hasMessage("broker port must be in [0, 65535], was 65536");
    }

    @Test
    void refusesAFolderThatAnotherBrokerHolds() throws IOException {
        try (DataFolder held = DataFolder.hold(folder, 0)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(folder)))
                    .isInstanceOf(EmbeddedStartException.class)
                    .hasMessageContaining("data folder " + held.path() + ": is in use by process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void refusesADiskWithoutRoom() {
        BrokerSettings settings = new BrokerSettings(folder, 0, Long.MAX_VALUE);

        assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageMatching("data folder .+: its disk has \\d+ MiB free, at least \\d+ MiB are needed");
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(file)))
                .hasMessage("data folder " + file + ": is a file, a folder is needed");
    }

    /** A place where nobody may create a file, not even root. */
    @Test
    void refusesAReadOnlyFolder() {
        Path readOnly = Path.of("/proc/caravan");

        assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(readOnly)))
                .isInstanceOf(EmbeddedStartException.class)
                .hasMessageStartingWith("data folder /proc/caravan: cannot be written");
    }

    private static void create(EmbeddedBroker broker) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicCreation(admin, 1).ensure(List.of(LETTERS));
        }
    }
}

package caravan.cli.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real KRaft broker, its own controller, in this process: one node on the loopback interface, with a log folder that
 * outlives it. What was acknowledged survives a kill of the process; a power cut may take the last seconds, since a
 * single node has no replica and Kafka leaves flushing to the operating system.
 *
 * <p>A log that can no longer be written (a full disk) halts the process, as it does in any Kafka broker: going on
 * would lose records. It says so on standard error first.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final Server server;
    private final DataFolder folder;
    private final String bootstrapServers;

    private EmbeddedBroker(Server server, DataFolder folder, String bootstrapServers) {
        this.server = server;
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts one and returns when it takes records.
     *
     * @throws EmbeddedStartException if the folder cannot be used or the port is taken
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        DataFolder folder = DataFolder.hold(settings.folder(), settings.freeBytesMin());
        try {
            int port = LoopbackPort.reserve("broker", settings.port());
            haltLoudly(folder.path());
            if (isFormatted(folder.path())) {
                FormerLife.end(KafkaConfig.fromProps(NodeProperties.controllerAlone(folder.path()), false));
            } else {
                format(folder.path());
            }
            Server server = startServer(folder.path(), port);
            return new EmbeddedBroker(server, folder, LoopbackPort.HOST + ":" + port);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where it keeps its log. */
    public Path folder() {
        return folder.path();
    }

    /** Stops it in order, so that the next start need not recover anything. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        folder.close();
    }

    private static Server startServer(Path folder, int port) {
        KafkaConfig config = KafkaConfig.fromProps(NodeProperties.broker(folder, port), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown();
            throw new EmbeddedStartException(
                    "broker on " + LoopbackPort.HOST + ":" + port + " with data folder " + folder + ": did not start: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The folder's identity comes last in Kafka's own order of formatting, so a kill in between is formatted again. */
    private static boolean isFormatted(Path folder) {
        return Files.exists(folder.resolve("meta.properties"));
    }

    private static void format(Path folder) {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(NodeProperties.node())
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .run();
        } catch (Exception e) {
            throw new EmbeddedStartException("data folder " + folder + ": cannot be formatted: " + e.getMessage(), e);
        }
    }

    private static void haltLoudly(Path folder) {
        Exit.setHaltProcedure((status, message) -> {
            System.err.println(
                    "data folder " + folder + ": the broker cannot go on writing it and halts the process, so"
                            + " that nothing is lost; is its disk full? " + (message == null ? "" : message));
            Runtime.getRuntime().halt(status);
        });
    }
}

package caravan.cli.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
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
    private static final int NODE = 1;

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
            format(folder.path());
            haltLoudly(folder.path());
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
        KafkaConfig config = KafkaConfig.fromProps(properties(folder, port), false);
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

    /**
     * Writes the folder's identity once. It comes last in Kafka's own order, so a kill in between is formatted again.
     */
    private static void format(Path folder) {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(NODE)
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

    private static Properties properties(Path folder, int port) {
        int controllerPort = LoopbackPort.reserve("controller", 0);
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@" + LoopbackPort.HOST + ":" + controllerPort);
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put(
                "listeners",
                "PLAINTEXT://" + LoopbackPort.HOST + ":" + port + ",CONTROLLER://" + LoopbackPort.HOST + ":"
                        + controllerPort);
        properties.put("log.dirs", folder.toString());
        // After a kill the old registration must expire before the broker may come back: 9 s by default. Not shorter,
        // since a machine whose cores are all busy with a model delays a heartbeat by a second.
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        // One node: one replica, and few partitions for what Kafka keeps for itself.
        properties.put("default.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // A dead writer's open transaction holds back every reader: look for timed-out ones each second, not each ten.
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // Topics have stated partitions and retention; a typing error must not become a topic.
        properties.put("auto.create.topics.enable", "false");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        // 128 MiB by default, sized for far longer compacted topics.
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        return properties;
    }
}

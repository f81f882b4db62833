package caravan.cli.fire;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One broker of several, each a process, a controller too, and a replica of every partition: its folder, its number
 * from 0, the addresses of all brokers and those of all controllers.
 */
final class QuorumMain {
    private static final String CLUSTER = "fire-fire-fire-fire-00";

    private QuorumMain() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int node = Integer.parseInt(arguments[1]);
        List<String> brokers = List.of(arguments[2].split(","));
        List<String> controllers = List.of(arguments[3].split(","));
        if (Files.notExists(folder.resolve("meta.properties"))) {
            format(folder, node);
        }
        new KafkaRaftServer(KafkaConfig.fromProps(properties(folder, node, brokers, controllers), false), Time.SYSTEM)
                .startup();
        Child.awaitLeave();
        Runtime.getRuntime().halt(0);
    }

    private static void format(Path folder, int node) throws Exception {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(node)
                    .setClusterId(CLUSTER)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .run();
        }
    }

    private static Properties properties(Path folder, int node, List<String> brokers, List<String> controllers) {
        Properties properties = new Properties();
        List<String> voters = new ArrayList<>();
        for (int i = 0; i < controllers.size(); i++) {
            voters.add(i + "@" + controllers.get(i));
        }
        String replicas = Integer.toString(brokers.size());
        properties.put("node.id", Integer.toString(node));
        properties.put("process.roles", "broker,controller");
        properties.put("controller.quorum.voters", String.join(",", voters));
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("listeners", "PLAINTEXT://" + brokers.get(node) + ",CONTROLLER://" + controllers.get(node));
        properties.put("log.dirs", folder.toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // What is acknowledged is on two machines at least, and a writer that finds only one waits.
        properties.put("default.replication.factor", replicas);
        properties.put("min.insync.replicas", "2");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("offsets.topic.replication.factor", replicas);
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", replicas);
        properties.put("transaction.state.log.min.isr", "2");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", replicas);
        properties.put("share.coordinator.state.topic.min.isr", "2");
        return properties;
    }
}

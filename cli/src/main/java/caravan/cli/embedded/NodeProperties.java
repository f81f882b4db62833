package caravan.cli.embedded;

import java.nio.file.Path;
import java.util.Properties;

/** Kafka's settings of the embedded node, as far as they are not its defaults. */
final class NodeProperties {
    private static final int NODE = 1;
    /**
     * Nobody else could take over from a broker without heartbeats, so it is never worth declaring it dead: while it
     * counts as dead its partitions have no leader, and transactions are lost ({@link FormerLife}). A machine whose
     * cores are all busy with a model delays a heartbeat by seconds.
     */
    private static final int SESSION_MILLIS = 600_000;

    private NodeProperties() {}

    static int node() {
        return NODE;
    }

    /** A broker that is its own controller, heard at a port. */
    static Properties broker(Path folder, int port) {
        Properties properties = node(folder, LoopbackPort.reserve("controller", 0), "PLAINTEXT://" + at(port) + ",");
        properties.put("process.roles", "broker,controller");
        properties.put("broker.session.timeout.ms", Integer.toString(SESSION_MILLIS));
        putOneNode(properties);
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

    /** The same node's controller alone; a broker that it hears nothing of is dead to it very soon. */
    static Properties controllerAlone(Path folder) {
        Properties properties = node(folder, LoopbackPort.reserve("controller", 0), "");
        properties.put("process.roles", "controller");
        properties.put("broker.session.timeout.ms", "100");
        properties.put("broker.heartbeat.interval.ms", "50");
        return properties;
    }

    private static Properties node(Path folder, int controllerPort, String moreListeners) {
        Properties properties = new Properties();
        properties.put("node.id", Integer.toString(NODE));
        properties.put("controller.quorum.voters", NODE + "@" + at(controllerPort));
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("listeners", moreListeners + "CONTROLLER://" + at(controllerPort));
        properties.put("log.dirs", folder.toString());
        return properties;
    }

    /** One replica, and few partitions for what Kafka keeps for itself. */
    private static void putOneNode(Properties properties) {
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
    }

    private static String at(int port) {
        return LoopbackPort.HOST + ":" + port;
    }
}

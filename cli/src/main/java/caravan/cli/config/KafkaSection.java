package caravan.cli.config;

import java.util.Map;

/**
 * Which Kafka cluster carries the path.
 *
 * @param bootstrapServers where it is found, or {@value #EMBEDDED} for a broker in this process
 * @param port where the embedded broker listens on the loopback interface, in [0, 65535]; 0 takes a free one
 * @param partitions partitions of each topic that may have several, at least 1; fixed once the topics exist
 * @param replication copies of each partition, at least 1
 * @param properties Kafka client properties as Kafka names them, such as {@code security.protocol}; for every client
 */
public record KafkaSection(
        String bootstrapServers, int port, int partitions, int replication, Map<String, String> properties) {
    /** The word for a broker that Caravan starts itself. */
    public static final String EMBEDDED = "embedded";

    static final KafkaSection DEFAULTS = new KafkaSection(EMBEDDED, 0, 4, 1, Map.of());

    public KafkaSection {
        Rule.require(
                bootstrapServers.equals(EMBEDDED) || bootstrapServers.matches("[^\\s:,]+:\\d+(,[^\\s:,]+:\\d+)*"),
                "bootstrap-servers must be 'embedded' or host:port, more divided by commas",
                bootstrapServers);
        Rule.require(port >= 0 && port <= 65_535, "port must be in [0, 65535]", port);
        Rule.require(partitions >= 1, "partitions must be at least 1", partitions);
        Rule.require(replication >= 1, "replication must be at least 1", replication);
        Rule.require(
                replication == 1 || !bootstrapServers.equals(EMBEDDED),
                "replication must be 1 with the embedded broker, which is one node",
                replication);
        properties = Map.copyOf(properties);
    }

    /** Whether Caravan starts the broker itself. */
    public boolean isEmbedded() {
        return bootstrapServers.equals(EMBEDDED);
    }
}

package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import caravan.cli.embedded.EmbeddedRegistry;
import java.net.URI;
import java.util.Optional;

/** The configured cluster, with those parts of it that are embedded started in this process. */
public final class LocalCluster implements AutoCloseable {
    private final Cluster cluster;
    private final Closing parts;

    private LocalCluster(Cluster cluster, Closing parts) {
        this.cluster = cluster;
        this.parts = parts;
    }

    /**
     * Starts what is embedded; returns when it answers.
     *
     * @throws caravan.cli.embedded.EmbeddedStartException if the data folder or a port cannot be used
     */
    public static LocalCluster start(CaravanConfig config) {
        Closing parts = new Closing();
        try {
            String bootstrapServers = config.kafka().bootstrapServers();
            if (config.kafka().isEmbedded()) {
                EmbeddedBroker broker =
                        EmbeddedBroker.start(BrokerSettings.in(config.data().resolve("broker"))
                                .at(config.kafka().port()));
                parts.add("broker", broker);
                bootstrapServers = broker.bootstrapServers();
            }
            URI registry = registry(config, bootstrapServers, parts);
            return new LocalCluster(Cluster.at(bootstrapServers, registry, config), parts);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static URI registry(CaravanConfig config, String bootstrapServers, Closing parts) {
        if (!config.registry().isEmbedded()) {
            return URI.create(config.registry().url());
        }
        EmbeddedRegistry registry =
                EmbeddedRegistry.start(bootstrapServers, config.registry().port());
        parts.add("registry", registry);
        return registry.url();
    }

    /**
     * The cluster that a process at work on the same data folder uses, if there is one; else the configured one,
     * started.
     */
    public static LocalCluster reach(CaravanConfig config) {
        Optional<RunningFile> running = RunningFile.find(config.data());
        if (running.isEmpty()) {
            return start(config);
        }
        RunningFile host = running.get();
        return new LocalCluster(
                Cluster.at(host.bootstrapServers(), URI.create(host.registry()), config), new Closing());
    }

    /** Where it is. */
    public Cluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        parts.close();
    }
}

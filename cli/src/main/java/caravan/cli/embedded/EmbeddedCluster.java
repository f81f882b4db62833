package caravan.cli.embedded;

import java.net.URI;

/** The broker and, in it, the registry: everything that a run needs besides itself. Stops in the reverse order. */
public final class EmbeddedCluster implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;

    private EmbeddedCluster(EmbeddedBroker broker, EmbeddedRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /**
     * Starts both; if the second cannot, the first does not stay.
     *
     * @param registryPort in [0, 65535]; 0 takes a free one
     * @throws EmbeddedStartException if the data folder or a port cannot be used
     */
    public static EmbeddedCluster start(BrokerSettings settings, int registryPort) {
        EmbeddedBroker broker = EmbeddedBroker.start(settings);
        try {
            return new EmbeddedCluster(broker, EmbeddedRegistry.start(broker.bootstrapServers(), registryPort));
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Where clients find the broker. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where clients find the registry. */
    public URI registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}

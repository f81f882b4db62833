package caravan.cli.config;

/**
 * The Prometheus endpoint, on the loopback interface.
 *
 * @param port in [0, 65535]; 0 takes a free one
 */
public record MetricsSection(int port) {
    static final MetricsSection DEFAULTS = new MetricsSection(0);

    public MetricsSection {
        Rule.require(port >= 0 && port <= 65_535, "port must be in [0, 65535]", port);
    }
}

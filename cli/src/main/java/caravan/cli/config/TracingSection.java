package caravan.cli.config;

import java.net.URI;

/**
 * Where the spans of records' ways go.
 *
 * @param endpoint {@code off}, or where a collector takes OTLP over HTTP, such as
 *     {@code http://127.0.0.1:4318/v1/traces}
 * @param share of the traces that are told, in (0, 1]; every process with the same share tells the same ones
 */
public record TracingSection(String endpoint, double share) {
    /** No spans are made at all. */
    public static final String OFF = "off";

    static final TracingSection DEFAULTS = new TracingSection(OFF, 1);

    public TracingSection {
        Rule.require(
                endpoint.equals(OFF) || isWebAddress(endpoint),
                "endpoint must be 'off' or begin with http:// or https://",
                endpoint);
        Rule.require(share > 0 && share <= 1, "share must be in (0, 1]", share);
    }

    /** Whether spans are made. */
    public boolean isOn() {
        return !endpoint.equals(OFF);
    }

    private static boolean isWebAddress(String endpoint) {
        try {
            URI address = URI.create(endpoint);
            return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

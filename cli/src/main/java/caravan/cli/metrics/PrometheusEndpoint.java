package caravan.cli.metrics;

import caravan.cli.embedded.EmbeddedStartException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the registry's text at {@code /metrics}, on the loopback interface only. */
public final class PrometheusEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService thread;

    private PrometheusEndpoint(HttpServer server, ExecutorService thread) {
        this.server = server;
        this.thread = thread;
    }

    /**
     * Starts serving.
     *
     * @param port in [0, 65535]; 0 takes a free one
     */
    public static PrometheusEndpoint start(PrometheusMeterRegistry meters, int port) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new EmbeddedStartException(
                    "metrics port " + port + " on 127.0.0.1: is in use or not allowed (" + e.getMessage()
                            + "); name another, or 0 for any free one",
                    e);
        }
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread serving = new Thread(task, "metrics");
            serving.setDaemon(true);
            return serving;
        });
        server.createContext("/metrics", exchange -> answer(exchange, meters));
        server.setExecutor(thread);
        server.start();
        return new PrometheusEndpoint(server, thread);
    }

    /** Where it is. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    private static void answer(HttpExchange exchange, PrometheusMeterRegistry meters) throws IOException {
        try (exchange) {
            byte[] text = meters.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}

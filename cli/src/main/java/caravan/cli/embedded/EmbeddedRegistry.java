package caravan.cli.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry in this process that speaks Confluent's REST API on the loopback interface and keeps everything in
 * the compacted topic {@code _schemas}, so that ids outlive it as long as the records that carry them. One process
 * writes the topic: the one that runs the broker.
 *
 * <p>It runs on the JDK's own HTTP server: a dozen short requests at each start need no more.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int BODY_BYTES_MAX = 4 << 20;
    private static final int THREADS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // The JDK's server sends head and body apart, and without this the body waits for the client's delayed
        // acknowledgement of the head: 70 ms a request for 3 ms, and a start makes two for each topic.
        System.setProperty("sun.net.httpserver.nodelay", System.getProperty("sun.net.httpserver.nodelay", "true"));
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemasTopic topic;
    private final RegistryApi api;

    private EmbeddedRegistry(HttpServer server, ExecutorService threads, SchemasTopic topic) {
        this.server = server;
        this.threads = threads;
        this.topic = topic;
        this.api = new RegistryApi(new SchemaStore(topic));
    }

    /**
     * Reads what the broker has of it and answers from then on.
     *
     * @param port where it listens, in [0, 65535]; 0 takes a free one
     * @throws EmbeddedStartException if the port is taken
     */
    public static EmbeddedRegistry start(String bootstrapServers, int port) {
        HttpServer server = bind(port);
        SchemasTopic topic = SchemasTopic.open(bootstrapServers);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "registry");
            thread.setDaemon(true);
            return thread;
        });
        EmbeddedRegistry registry = new EmbeddedRegistry(server, threads, topic);
        server.createContext("/", registry::answer);
        server.setExecutor(threads);
        server.start();
        return registry;
    }

    /** Where clients find it. */
    public URI url() {
        return URI.create(
                "http://" + LoopbackPort.HOST + ":" + server.getAddress().getPort());
    }

    /** Ends it; requests in flight get a second. */
    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
        topic.close();
    }

    private static HttpServer bind(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("registry port must be in [0, 65535], was " + port);
        }
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw LoopbackPort.taken("registry", port, e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answerTo(exchange));
            } catch (RegistryError e) {
                send(exchange, e.status(), error(e.code(), String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.error("registry: {} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                send(exchange, 500, error(500, "Internal Server Error: " + e));
            }
        }
    }

    private JsonNode answerTo(HttpExchange exchange) throws IOException {
        List<String> segments = Arrays.stream(
                        exchange.getRequestURI().getRawPath().substring(1).split("/", -1))
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
        JsonNode body = body(exchange);
        boolean pathKnown = false;
        for (Route route : api.routes()) {
            Optional<Map<String, String>> variables = route.match(segments);
            pathKnown |= variables.isPresent();
            if (variables.isPresent() && route.method().equals(exchange.getRequestMethod())) {
                return route.answer().apply(new RegistryRequest(variables.get(), query(exchange), body));
            }
        }
        throw pathKnown
                ? new RegistryError(405, "HTTP 405 Method Not Allowed")
                : new RegistryError(404, "HTTP 404 Not Found");
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new RegistryError(413, "Body must be at most " + BODY_BYTES_MAX + " bytes");
        }
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new RegistryError(400, "Body is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String pair : Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                .orElse("")
                .split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static JsonNode error(int code, String message) {
        return JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message);
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

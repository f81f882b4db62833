package caravan.cli.serve;

import caravan.inference.ModelException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a model over HTTP until it is closed. A request holds a thread while it is answered; past
 * {@value #REQUESTS_MAX} at a time further ones are refused with 429, so that whoever asks adapts rather than waits
 * blindly. A client that leaves is noticed when the next piece of a stream cannot be sent, and its answer is given up;
 * one that waits for a whole answer is answered to the end.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUESTS_MAX = 256;
    private static final int BODY_BYTES_MAX = 4 << 20;
    private static final int FAREWELL_SECONDS = 1;

    private final HttpServer server;
    private final ExecutorService threads;
    private final ServedModels served;
    private final Door door;
    private final Semaphore places = new Semaphore(REQUESTS_MAX);

    private ApiServer(HttpServer server, ExecutorService threads, ServedModels served, Door door) {
        this.server = server;
        this.threads = threads;
        this.served = served;
        this.door = door;
    }

    /**
     * Answers from now on.
     *
     * @throws IOException if the address is taken or none of this machine's
     */
    public static ApiServer start(InetSocketAddress address, ServedModels served, Door door) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("address " + address + ": cannot be listened on: " + e.getMessage(), e);
        }
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "serve");
            thread.setDaemon(true);
            return thread;
        });
        ApiServer started = new ApiServer(server, threads, served, door);
        server.createContext("/", started::answer);
        server.setExecutor(threads);
        server.start();
        return started;
    }

    /** What a client is given as the base of its addresses. */
    public URI url() {
        InetSocketAddress address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/v1");
    }

    /** Takes no more requests; those in flight get a second. */
    @Override
    public void close() {
        server.stop(FAREWELL_SECONDS);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                door.require(exchange.getRequestHeaders());
                if (!places.tryAcquire()) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    throw new ApiError(429, "overloaded", "", REQUESTS_MAX + " requests are being answered");
                }
                try {
                    route(exchange);
                } finally {
                    places.release();
                }
            } catch (ApiError e) {
                send(exchange, e.status(), e.body());
            } catch (ModelException e) {
                ApiError error = ApiError.of(e);
                send(exchange, error.status(), error.body());
            } catch (RuntimeException e) {
                LOG.error(
                        "{} {}",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        e);
                send(exchange, 500, new ApiError(500, "internal", "", "unexpected: " + e.getClass()).body());
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String expected = switch (path) {
            case "/v1/models" -> "GET";
            case "/v1/completions", "/v1/chat/completions" -> "POST";
            default -> throw new ApiError(404, "unknown_path", "", path + " is not served here");
        };
        if (!exchange.getRequestMethod().equals(expected)) {
            throw new ApiError(405, "wrong_method", "", path + " must be asked by " + expected);
        }
        if (path.equals("/v1/models")) {
            send(exchange, 200, Replies.models(served));
            return;
        }
        JsonNode body = body(exchange);
        String name = body.path("model").asText("");
        try (ServedModels.Lease lease = served.take(name).orElseThrow(() -> unknown(name))) {
            answer(exchange, body, name, lease.model());
        }
    }

    private void answer(HttpExchange exchange, JsonNode body, String name, ServedModel model) throws IOException {
        boolean isChat = exchange.getRequestURI().getPath().endsWith("chat/completions");
        Question question = isChat ? Question.chat(body, name, model) : Question.completion(body, name, model);
        Replies replies = new Replies(question, model.version());
        if (question.request().isStreamed()) {
            new EventStream(exchange, question, replies).answer(served.engine());
        } else {
            send(exchange, 200, replies.whole(Answered.wait(question, served.engine())));
        }
    }

    private ApiError unknown(String name) {
        return new ApiError(
                404, "model_not_found", "model", "model must be one of " + served.names() + ", was '" + name + "'");
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        // A form on some web page cannot send this type without asking first.
        if (!type.startsWith("application/json")) {
            throw new ApiError(415, "wrong_type", "", "Content-Type must be application/json, was '" + type + "'");
        }
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw new ApiError(413, "too_large", "", "the body must be at most " + BODY_BYTES_MAX + " bytes");
        }
        try {
            JsonNode body = JSON.readTree(bytes);
            if (!body.isObject()) {
                throw new ApiError(400, "invalid_json", "", "the body must be a JSON object");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new ApiError(400, "invalid_json", "", "the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode reply) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(reply);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

package caravan.inference.openai;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server that answers completions as it was told to, one behaviour a call, and the last for all further ones. */
final class StubServer implements AutoCloseable {
    static final String MODEL = "stub/llama-7b";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Behaviour> behaviours = new ConcurrentLinkedQueue<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final CountDownLatch isClosing = new CountDownLatch(1);
    final CountDownLatch hasLostItsClient = new CountDownLatch(1);
    volatile Behaviour models = answer(200, models("vllm"));
    private volatile Behaviour last = answer(200, completion("fine"));

    private StubServer(HttpServer server) {
        this.server = server;
    }

    /** One way to answer. */
    interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    static StubServer start() throws IOException {
        StubServer stub =
                new StubServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        stub.server.setExecutor(stub.threads);
        stub.server.createContext("/v1/models", exchange -> stub.run(stub.models, exchange));
        stub.server.createContext("/v1/completions", stub::next);
        stub.server.createContext("/v1/chat/completions", stub::next);
        stub.server.start();
        return stub;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** First so, then the next, and the last from then on. */
    StubServer behaves(Behaviour... ones) {
        behaviours.addAll(List.of(ones));
        last = ones[ones.length - 1];
        return this;
    }

    int calls() {
        return bodies.size();
    }

    @Override
    public void close() {
        isClosing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    static Behaviour answer(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Behaviour after(long millis, Behaviour then) {
        return exchange -> {
            Thread.sleep(millis);
            then.answer(exchange);
        };
    }

    /** Says nothing until it is closed. */
    Behaviour hangs() {
        return exchange -> isClosing.await();
    }

    /** Sends blanks until it notices that nobody reads. */
    Behaviour dribbles() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!isClosing.await(20, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                }
            } catch (IOException e) {
                hasLostItsClient.countDown();
            }
        };
    }

    /** Promises more than it sends, and hangs up. */
    static Behaviour cutsItsBody() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 10_000);
            exchange.getResponseBody().write(completion("never to its e").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    static Behaviour sendsMegabytes(int megabytes) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] megabyte = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < megabytes; i++) {
                exchange.getResponseBody().write(megabyte);
            }
        };
    }

    static String completion(String text) {
        return completion(text, MODEL);
    }

    static String completion(String text, String model) {
        return """
                {"object": "text_completion", "model": "%s", "surprise": {"a": [1]},
                 "choices": [{"index": 0, "text": "%s", "finish_reason": "stop", "stop_reason": "END"}],
                 "usage": {"prompt_tokens": 12, "completion_tokens": 3,
                  "prompt_tokens_details": {"cached_tokens": 8}}}
                """.formatted(model, text);
    }

    static String models(String ownedBy) {
        return """
                {"object": "list", "data": [{"id": "%s", "owned_by": "%s", "max_model_len": 4096}]}
                """.formatted(MODEL, ownedBy);
    }

    static String error(String message, Map<String, String> more) {
        StringBuilder fields = new StringBuilder();
        more.forEach((name, value) -> fields.append(", \"")
                .append(name)
                .append("\": \"")
                .append(value)
                .append('"'));
        return "{\"error\": {\"message\": \"" + message + "\"" + fields + "}}";
    }

    private void next(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Behaviour next = behaviours.poll();
        run(next == null ? last : next, exchange);
    }

    private void run(Behaviour behaviour, HttpExchange exchange) throws IOException {
        try (exchange) {
            behaviour.answer(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

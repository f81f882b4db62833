package caravan.cli.serve;

import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.ModelException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sends answers piece by piece, as server-sent events. The model's thread only puts pieces into a queue: a client that
 * reads slowly holds up nobody. Nothing is sent before the first piece, so that a call which is refused still gets its
 * status.
 */
final class EventStream {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpExchange exchange;
    private final Question question;
    private final Replies replies;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private boolean hasBegun;

    EventStream(HttpExchange exchange, Question question, Replies replies) {
        this.exchange = exchange;
        this.question = question;
        this.replies = replies;
    }

    /** What a model says of one answer: a piece of it, its end, or why there is none. */
    private record News(int index, Optional<String> piece, Optional<Generation> end, Optional<Throwable> failure) {}

    void answer(LanguageModel model) throws IOException {
        List<CompletableFuture<Generation>> futures = new ArrayList<>();
        for (GenerationCall call : question.calls()) {
            futures.add(begin(model, call, futures.size()));
        }
        try {
            sendAll(futures.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", e);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private CompletableFuture<Generation> begin(LanguageModel model, GenerationCall call, int index) {
        CompletableFuture<Generation> future = model.generate(
                call, piece -> news.add(new News(index, Optional.of(piece), Optional.empty(), Optional.empty())));
        CompletableFuture<Generation> unused =
                future.whenComplete((@Nullable Generation end, @Nullable Throwable why) -> news.add(
                        new News(index, Optional.empty(), Optional.ofNullable(end), Optional.ofNullable(why))));
        return future;
    }

    private void sendAll(int answers) throws IOException, InterruptedException {
        List<Generation> ended = new ArrayList<>();
        while (ended.size() < answers) {
            News next = news.take();
            if (next.failure().isPresent()) {
                fail(next.failure().get());
                return;
            }
            if (next.piece().isPresent() && !next.piece().get().isEmpty()) {
                send(replies.piece(next.index(), next.piece().get()));
            }
            if (next.end().isPresent()) {
                ended.add(next.end().get());
                send(replies.last(next.index(), next.end().get()));
            }
        }
        if (question.request().withUsage()) {
            send(replies.counted(ended));
        }
        write("[DONE]");
    }

    /** A status where there is still room for one, else an event that says so. */
    private void fail(Throwable failure) throws IOException {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ApiError error = cause instanceof ModelException why
                ? ApiError.of(why)
                : new ApiError(500, "internal", "", "unexpected: " + cause.getClass());
        if (!hasBegun) {
            throw error;
        }
        send(error.body());
    }

    private void send(JsonNode event) throws IOException {
        write(JSON.writeValueAsString(event));
    }

    private void write(String data) throws IOException {
        if (!hasBegun) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-cache");
            exchange.sendResponseHeaders(200, 0);
            hasBegun = true;
        }
        exchange.getResponseBody().write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }
}

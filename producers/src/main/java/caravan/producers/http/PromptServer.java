package caravan.producers.http;

import caravan.producers.Stamp;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Listens for prompts. Answers: 202 with the ids once all are committed, lines that are no prompt among them with their
 * reasons; 400 if there is no prompt at all; 401 without the key; 413 for a body over {@value Push#BODY_BYTES_MAX}
 * bytes; 429 with {@code Retry-After} while the path or the inbox is full; 503 if it is not known whether they were
 * committed, so that they are to be sent again under the same {@code Idempotency-Key}.
 */
final class PromptServer implements AutoCloseable {
    private static final long ANSWER_SECONDS = 30;
    private static final int RETRY_SECONDS = 5;
    private static final int THREADS_MAX = 16;

    private final HttpSettings settings;
    private final String source;
    private final Inbox inbox;
    private final BooleanSupplier isDeep;
    private final Javalin server;

    private PromptServer(HttpSettings settings, String source, Inbox inbox, BooleanSupplier isDeep) {
        this.settings = settings;
        this.source = source;
        this.inbox = inbox;
        this.isDeep = isDeep;
        this.server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.http.maxRequestSize = Push.BODY_BYTES_MAX;
            QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX);
            threads.setName("source-" + source);
            config.jetty.threadPool = threads;
            config.routes.post("/prompts", this::take);
        });
    }

    static PromptServer start(HttpSettings settings, String source, Inbox inbox, BooleanSupplier isDeep)
            throws IOException {
        PromptServer made = new PromptServer(settings, source, inbox, isDeep);
        try {
            made.server.start(settings.host(), settings.port());
            return made;
        } catch (JavalinBindException e) {
            made.close();
            throw new IOException(
                    settings.host() + ":" + settings.port() + " is in use or not allowed: " + e.getMessage(), e);
        }
    }

    String address() {
        return "http://" + settings.host() + ":" + server.port() + "/prompts";
    }

    private void take(Context request) throws IOException {
        if (settings.key().isPresent() && !settings.key().get().isIn(request.header("Authorization"))) {
            request.header("WWW-Authenticate", "Bearer");
            refuse(request, 401, "unauthorized", "the header Authorization must carry the source's key as Bearer");
            return;
        }
        if (isDeep.getAsBoolean()) {
            later(request, 429, "backlog", "the path takes no more now, or no run is running");
            return;
        }
        byte[] body = request.bodyInputStream().readNBytes(Push.BODY_BYTES_MAX + 1);
        if (body.length > Push.BODY_BYTES_MAX) {
            refuse(request, 413, "too-long", "a body must have at most " + Push.BODY_BYTES_MAX + " bytes");
            return;
        }
        Push push;
        try {
            push = Push.read(
                    body,
                    Optional.ofNullable(request.header("Content-Type")),
                    Optional.ofNullable(request.header("Idempotency-Key")),
                    settings.mapping());
        } catch (IllegalArgumentException e) {
            refuse(request, 400, "bad-request", String.valueOf(e.getMessage()));
            return;
        }
        accept(request, push);
    }

    private void accept(Context request, Push push) {
        Optional<CompletableFuture<Void>> put = inbox.put(push.entries());
        if (put.isEmpty()) {
            later(request, 429, "backlog", "too many prompts wait to be taken");
            return;
        }
        // The future that others may wait for too is not the one that a time ends.
        CompletableFuture<Void> answered = put.get().copy().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS);
        request.future(() -> answered.handle((done, failure) -> answer(request, push, failure)));
    }

    private Context answer(Context request, Push push, @Nullable Throwable failure) {
        if (failure != null) {
            return later(
                    request,
                    503,
                    "not-known",
                    "it is not known whether these were committed; send them again under the same Idempotency-Key");
        }
        List<String> ids = push.entries().stream()
                .filter(entry -> !Push.isFault(entry))
                .map(entry -> Stamp.idOf(source, entry))
                .toList();
        return request.status(ids.isEmpty() ? 400 : 202)
                .contentType("application/json")
                .result(push.answer(ids));
    }

    private static Context later(Context request, int status, String error, String detail) {
        request.header("Retry-After", Integer.toString(RETRY_SECONDS));
        return refuse(request, status, error, detail);
    }

    private static Context refuse(Context request, int status, String error, String detail) {
        return request.status(status).contentType("application/json").result(Push.error(error, detail));
    }

    @Override
    public void close() {
        server.stop();
    }
}

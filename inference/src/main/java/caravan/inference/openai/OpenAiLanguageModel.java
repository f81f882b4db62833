package caravan.inference.openai;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import caravan.inference.openai.Wire.Answer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that another process serves. Its one version is the name that the server knows it by; whether the name goes
 * on meaning the same weights is the server's affair.
 *
 * <p>Each call is one request, sent when the {@code Gate} lets it through and never again by itself. Cancelling a call
 * drops its connection, upon which most servers stop generating.
 */
public final class OpenAiLanguageModel implements LanguageModel {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAiLanguageModel.class);

    private final OpenAiSettings settings;
    private final FailureSorter failures;
    private final Connection connection;
    private final AdaptiveLimit limit;
    private final Gate gate;
    private final Pulse pulse;
    private final Congestion congestion;
    private final Ledger ledger;
    private final Server server;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "caravan-openai-clock");
        thread.setDaemon(true);
        return thread;
    });

    private OpenAiLanguageModel(OpenAiSettings settings, FailureSorter failures, Connection connection, Server server) {
        this.settings = settings;
        this.failures = failures;
        this.connection = connection;
        this.server = server;
        this.limit = new AdaptiveLimit(settings.concurrencyMax());
        this.gate = new Gate(limit, clock);
        this.congestion = new Congestion(limit, gate);
        this.ledger = new Ledger(settings.spending());
        this.pulse =
                new Pulse(connection, settings.at("models"), settings.patience().silence());
        pulse.startOn(clock);
    }

    /**
     * Asks the server for its models and is ready. A server that is not there yet, or too busy, may come later; one
     * that refuses the key or lists other models only is a mistake in the settings.
     *
     * @throws ModelException of kind UNAVAILABLE that names the mistake
     */
    public static OpenAiLanguageModel open(OpenAiSettings settings, ApiKey key) {
        Connection connection = new Connection(key, settings.patience().connect());
        FailureSorter failures = new FailureSorter(settings.baseUrl().toString(), key);
        Server server = introduce(settings, failures, connection);
        LOG.info("{} at {} ({}), {}", settings.model(), settings.baseUrl(), server, key);
        return new OpenAiLanguageModel(settings, failures, connection, server);
    }

    @Override
    public Capabilities capabilities() {
        int contextTokensMax =
                settings.contextTokensMax().or(server::contextTokensMax).orElse(Integer.MAX_VALUE);
        return new Capabilities(true, false, false, contextTokensMax);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        if (!call.model().equals(settings.model())) {
            return CompletableFuture.failedFuture(new ModelException(
                    Kind.BAD_CALL,
                    "unknown-version",
                    "version " + call.model() + " is asked for, and " + settings.baseUrl() + " is asked for "
                            + settings.model()));
        }
        if (!call.specials().isEmpty()) {
            return CompletableFuture.failedFuture(new ModelException(
                    Kind.BAD_CALL,
                    "unsupported-specials",
                    settings.baseUrl() + ": special tokens cannot be told from their names on the way to a server"));
        }
        CompletableFuture<Generation> future = new CompletableFuture<>();
        long submittedNanos = System.nanoTime();
        Gate.Waiting place = gate.enter(
                call.scheduling().priority(), () -> begin(call, future, submittedNanos), future::completeExceptionally);
        CompletableFuture<Generation> unused = future.whenComplete((generation, thrown) -> gate.giveUp(place));
        return future;
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        return files.version().equals(settings.model())
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new ModelException(
                        Kind.UNAVAILABLE,
                        "cannot-load",
                        settings.baseUrl() + ": serves " + settings.model() + ", and " + files.version()
                                + " cannot be brought there from here"));
    }

    @Override
    public Set<String> versions() {
        return Set.of(settings.model());
    }

    /** Prompt tokens that the server did not have in its cache count as its prefill; of its steps nothing is known. */
    @Override
    public Load load() {
        Account account = ledger.account();
        return new Load(
                gate.waiting(),
                gate.inFlight(),
                account.promptTokens() - account.cachedTokens(),
                account.cachedTokens(),
                account.completionTokens(),
                0);
    }

    /** What was spent so far. */
    public Account account() {
        return ledger.account();
    }

    /** How many calls at a time the server is now held to bear. */
    public int concurrency() {
        return limit.limit();
    }

    @Override
    public void close() {
        gate.close();
        pulse.giveUp(new ModelException(Kind.UNAVAILABLE, "closed", "the client is closed"));
        clock.shutdownNow();
        LOG.info("{} at {}: {}", settings.model(), settings.baseUrl(), ledger.account());
    }

    /** It is the call's turn. Whatever comes of it, its place and what was set aside for it are given back once. */
    private void begin(GenerationCall call, CompletableFuture<Generation> future, long submittedNanos) {
        if (future.isDone()) {
            gate.leave();
            return;
        }
        int characters = call.text().length()
                + call.prefix().map(prefix -> prefix.text().length()).orElse(0);
        Usage most = Ledger.atMost(characters, call.sampling().maxTokens());
        try {
            server.dialect().require(call.sampling());
            ledger.setAside(most);
        } catch (ModelException e) {
            gate.leave();
            future.completeExceptionally(e);
            return;
        }
        send(new Sent(call, future, most, submittedNanos, System.nanoTime(), limit.begin()));
    }

    private void send(Sent sent) {
        CompletableFuture<HttpResponse<byte[]>> exchange = connection.post(
                settings.at(settings.endpoint().path()), Wire.request(sent.call(), settings.endpoint(), server));
        CompletableFuture<HttpResponse<byte[]>> answer =
                exchange.copy().orTimeout(millisFor(sent.call()), TimeUnit.MILLISECONDS);
        pulse.watch(answer);
        CompletableFuture<HttpResponse<byte[]>> unused = answer.whenComplete((response, thrown) -> {
            exchange.cancel(true);
            Outcome outcome = response == null ? failed(sent, thrown) : answered(sent, response);
            gate.leave();
            outcome.tell(sent.future());
        });
        CompletableFuture<Generation> unusedToo =
                sent.future().whenComplete((generation, thrown) -> answer.cancel(true));
    }

    /** Until its deadline, if that is sooner than patience ends. */
    private long millisFor(GenerationCall call) {
        long patience = settings.patience().call().toMillis();
        long left = call.scheduling()
                .deadline()
                .map(deadline -> Duration.between(Instant.now(), deadline).toMillis())
                .orElse(patience);
        return Math.max(1, Math.min(patience, left));
    }

    private Outcome failed(Sent sent, Throwable thrown) {
        ledger.giveBack(sent.most());
        Throwable cause = cause(thrown);
        if (cause instanceof TimeoutException) {
            congestion.tooSlow(sent.number());
        }
        return Outcome.of(failures.ofThrown(cause));
    }

    private Outcome answered(Sent sent, HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            ledger.giveBack(sent.most());
            Optional<Duration> askedFor = congestion.refused(sent.number(), response.statusCode(), response.headers());
            return Outcome.of(
                    failures.ofStatus(response.statusCode(), response.body(), askedFor, congestion.isLively()));
        }
        try {
            Answer answer = Wire.answer(response.body(), settings.endpoint());
            // A server that does not count is taken to have used the most.
            ledger.book(sent.most(), answer.usage().orElse(sent.most()));
            requireModel(answer.model());
            Generation generation = sent.generation(answer, System.nanoTime());
            congestion.answered(sent.number(), generation.modelMillis(), generation.completionTokens());
            return Outcome.of(generation);
        } catch (Wire.Unreadable e) {
            ledger.book(sent.most(), sent.most());
            return Outcome.of(failures.ofUnreadable(String.valueOf(e.getMessage()), response.body()));
        } catch (ModelException e) {
            return Outcome.of(e);
        }
    }

    /** A completion must not stand under the name of a model that did not write it; a dated or a short name may. */
    private void requireModel(String answering) {
        String asked = settings.model();
        boolean isSame = answering.isEmpty()
                || answering.startsWith(asked)
                || asked.endsWith("/" + answering)
                || answering.endsWith("/" + asked);
        if (!isSame) {
            throw new ModelException(
                    Kind.UNAVAILABLE,
                    "another-model",
                    settings.baseUrl() + ": was asked for " + asked + ", and " + answering + " answered");
        }
    }

    private static Server introduce(OpenAiSettings settings, FailureSorter failures, Connection connection) {
        HttpResponse<byte[]> response;
        try {
            response = connection
                    .get(settings.at("models"), settings.patience().connect())
                    .get();
        } catch (ExecutionException e) {
            LOG.warn("not there yet: {}", failures.ofThrown(cause(e)).getMessage());
            return Server.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(Kind.UNAVAILABLE, "interrupted", "interrupted while asking for the models", e);
        }
        if (response.statusCode() == 401 || response.statusCode() == 403) {
            throw failures.ofStatus(response.statusCode(), response.body(), Optional.empty(), true);
        }
        if (response.statusCode() != 200) {
            LOG.warn("{} has no list of models: status {}", settings.baseUrl(), response.statusCode());
            return Server.UNKNOWN;
        }
        try {
            List<String> listed = new ArrayList<>();
            return Server.find(Wire.tree(response.body()), settings.model(), listed)
                    .orElseThrow(() -> new ModelException(
                            Kind.UNAVAILABLE,
                            "unknown-model",
                            settings.baseUrl() + ": model-name must be one of "
                                    + listed.stream().limit(20).toList() + ", was " + settings.model()));
        } catch (Wire.Unreadable e) {
            throw failures.ofUnreadable(String.valueOf(e.getMessage()), response.body());
        }
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean isWrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return isWrapped && cause != null ? cause(cause) : thrown;
    }
}

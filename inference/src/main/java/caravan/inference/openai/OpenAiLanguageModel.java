package caravan.inference.openai;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import caravan.inference.Scheduling;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import caravan.inference.openai.Inquiry.Reply;
import caravan.inference.openai.Inquiry.Times;
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
        return new Capabilities(true, canScore(), false, contextTokensMax);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        if (!call.specials().isEmpty()) {
            return CompletableFuture.failedFuture(new ModelException(
                    Kind.BAD_CALL,
                    "unsupported-specials",
                    settings.baseUrl() + ": special tokens cannot be told from their names on the way to a server"));
        }
        if (call.logProbabilities().isPresent()) {
            return CompletableFuture.failedFuture(new ModelException(
                    Kind.BAD_CALL,
                    "unsupported-logprobs",
                    settings.baseUrl() + ": how likely generated tokens were is not asked of a server"));
        }
        return ask(new GenerationInquiry(call, settings.endpoint()));
    }

    @Override
    public CompletableFuture<Scores> score(ScoringCall call) {
        if (!canScore()) {
            return CompletableFuture.failedFuture(new ModelException(
                    Kind.BAD_CALL,
                    "cannot-score",
                    settings.baseUrl() + ": only vLLM and caravan serve are known to score, by completions; this is "
                            + server.dialect()));
        }
        return ask(new ScoringInquiry(call));
    }

    private boolean canScore() {
        return server.dialect().scores() && settings.endpoint() == OpenAiSettings.Endpoint.COMPLETIONS;
    }

    private <T> CompletableFuture<T> ask(Inquiry<T> inquiry) {
        if (!inquiry.model().equals(settings.model())) {
            return CompletableFuture.failedFuture(new ModelException(
                    Kind.BAD_CALL,
                    "unknown-version",
                    "version " + inquiry.model() + " is asked for, and " + settings.baseUrl() + " is asked for "
                            + settings.model()));
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        long submittedNanos = System.nanoTime();
        Gate.Waiting place = gate.enter(
                inquiry.scheduling().priority(),
                () -> begin(inquiry, future, submittedNanos),
                future::completeExceptionally);
        CompletableFuture<T> unused = future.whenComplete((answer, thrown) -> gate.giveUp(place));
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
    private <T> void begin(Inquiry<T> inquiry, CompletableFuture<T> future, long submittedNanos) {
        if (future.isDone()) {
            gate.leave();
            return;
        }
        Usage most = inquiry.most();
        byte[] body;
        try {
            body = inquiry.body(server);
            ledger.setAside(most);
        } catch (ModelException e) {
            gate.leave();
            future.completeExceptionally(e);
            return;
        }
        send(new Sent<>(inquiry, future, most, submittedNanos, System.nanoTime(), limit.begin()), body);
    }

    private <T> void send(Sent<T> sent, byte[] body) {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                connection.post(settings.at(sent.inquiry().path()), body);
        CompletableFuture<HttpResponse<byte[]>> answer =
                exchange.copy().orTimeout(millisFor(sent.inquiry().scheduling()), TimeUnit.MILLISECONDS);
        pulse.watch(answer);
        CompletableFuture<HttpResponse<byte[]>> unused = answer.whenComplete((response, thrown) -> {
            exchange.cancel(true);
            Outcome<T> outcome = response == null ? failed(sent, thrown) : answered(sent, response);
            gate.leave();
            outcome.tell(sent.future());
        });
        CompletableFuture<T> unusedToo = sent.future().whenComplete((value, thrown) -> answer.cancel(true));
    }

    /** Until its deadline, if that is sooner than patience ends. */
    private long millisFor(Scheduling scheduling) {
        long patience = settings.patience().call().toMillis();
        long left = scheduling
                .deadline()
                .map(deadline -> Duration.between(Instant.now(), deadline).toMillis())
                .orElse(patience);
        return Math.max(1, Math.min(patience, left));
    }

    private <T> Outcome<T> failed(Sent<T> sent, Throwable thrown) {
        ledger.giveBack(sent.most());
        Throwable cause = cause(thrown);
        if (cause instanceof TimeoutException) {
            congestion.tooSlow(sent.number());
        }
        return Outcome.failing(failures.ofThrown(cause));
    }

    private <T> Outcome<T> answered(Sent<T> sent, HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            ledger.giveBack(sent.most());
            Optional<Duration> askedFor = congestion.refused(sent.number(), response.statusCode(), response.headers());
            return Outcome.failing(
                    failures.ofStatus(response.statusCode(), response.body(), askedFor, congestion.isLively()));
        }
        try {
            Times times = sent.until(System.nanoTime());
            Reply<T> reply = sent.inquiry().read(response.body(), times);
            // A server that does not count is taken to have used the most.
            ledger.book(sent.most(), reply.usage().orElse(sent.most()));
            requireModel(reply.model());
            congestion.answered(sent.number(), times.modelMillis(), reply.tokens());
            return Outcome.of(reply.value());
        } catch (Wire.NotAToken e) {
            ledger.book(sent.most(), sent.most());
            return Outcome.failing(
                    new ModelException(Kind.BAD_CALL, "not-a-token", settings.baseUrl() + ": " + e.getMessage()));
        } catch (Wire.Unreadable e) {
            ledger.book(sent.most(), sent.most());
            return Outcome.failing(failures.ofUnreadable(String.valueOf(e.getMessage()), response.body()));
        } catch (ModelException e) {
            return Outcome.failing(e);
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

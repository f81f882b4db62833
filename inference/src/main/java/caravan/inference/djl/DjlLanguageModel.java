package caravan.inference.djl;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Llama models in this JVM, through DJL's PyTorch engine.
 *
 * <p>One thread owns all native work: it lets calls join and leave between decode steps, keeps each prefix's keys and
 * values, and serves all loaded versions side by side. A second thread turns texts into tokens. Calls are drawn with
 * their own seed and position; the rounding of a step may depend on its batch, so a call in other company may differ
 * where two tokens are almost equally likely.
 *
 * <p>Close it before the JVM stops; a shutdown hook does where nobody did, for a JVM that ends within a native step
 * crashes.
 */
public final class DjlLanguageModel implements LanguageModel {
    private final EngineThread engine;
    private final ExecutorService encoder;
    private final int contextTokensMax;
    private final AtomicLong arrivals = new AtomicLong();
    private volatile boolean closed;
    private final Thread hook = new Thread(this::stop, "caravan-engine-shutdown");

    private DjlLanguageModel(EngineThread engine, int contextTokensMax) {
        this.engine = engine;
        this.contextTokensMax = contextTokensMax;
        this.encoder = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "caravan-tokenizer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the engine and loads a first version; waits for both.
     *
     * @throws ModelException of kind UNAVAILABLE that names the folder and what is wrong with it
     */
    public static DjlLanguageModel open(EngineSettings settings, ModelFiles first) {
        EngineThread engine = EngineThread.start(settings);
        try {
            engine.load(first).join();
            int contextTokensMax =
                    engine.served(first.version()).base().config().contextTokensMax();
            var model = new DjlLanguageModel(engine, contextTokensMax);
            Runtime.getRuntime().addShutdownHook(model.hook);
            return model;
        } catch (CompletionException e) {
            engine.stop();
            throw e.getCause() instanceof ModelException why ? why : e;
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, false, true, contextTokensMax);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        return generate(call, piece -> {});
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call, Consumer<String> pieces) {
        var future = new CompletableFuture<Generation>();
        long submittedNanos = System.nanoTime();
        long arrival = arrivals.getAndIncrement();
        try {
            encoder.execute(() -> submit(call, new Sequence.Answer(future, pieces), arrival, submittedNanos));
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(EngineThread.closed());
        }
        return future;
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        return engine.load(files);
    }

    @Override
    public Set<String> versions() {
        return engine.versions();
    }

    @Override
    public Load load() {
        return engine.load();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is stopping already; the hook runs, and stopping twice does no harm.
        }
        stop();
    }

    /** Calls that are not encoded yet fail at once; the one in hand is waited for, since it uses the tokenizer. */
    private void stop() {
        closed = true;
        encoder.shutdown();
        boolean interrupted = false;
        while (!encoder.isTerminated()) {
            try {
                encoder.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        engine.stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(GenerationCall call, Sequence.Answer answer, long arrival, long submittedNanos) {
        CompletableFuture<Generation> future = answer.future();
        if (future.isDone()) {
            return;
        }
        if (closed) {
            future.completeExceptionally(EngineThread.closed());
            return;
        }
        try {
            Served served = engine.served(call.model());
            Prompt prompt = Prompt.encode(call, served.base());
            engine.submit(new Sequence(call, served, prompt, answer, arrival, submittedNanos));
        } catch (ModelException e) {
            future.completeExceptionally(e);
        } catch (RuntimeException e) {
            future.completeExceptionally(new ModelException(
                    Kind.BAD_CALL, "not-encodable", "the text cannot be encoded: " + e.getMessage(), e));
        }
    }
}

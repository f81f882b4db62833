package caravan.inference.djl;

import caravan.inference.Capabilities;
import caravan.inference.Generation;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.Load;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import caravan.inference.ScoredToken;
import caravan.inference.Scores;
import caravan.inference.ScoringCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Models of the Llama family in this JVM, through DJL's PyTorch engine.
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
    private final Replicas replicas;
    private final ExecutorService encoder;
    private final int contextTokensMax;
    private volatile boolean closed;
    private final Thread hook = new Thread(this::stop, "caravan-engine-shutdown");

    private DjlLanguageModel(Replicas replicas, int contextTokensMax) {
        this.replicas = replicas;
        this.contextTokensMax = contextTokensMax;
        this.encoder = Executors.newSingleThreadExecutor(work -> {
            var thread = new Thread(work, "caravan-tokenizer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the engine and loads a first version; waits for both. Its meters are kept to itself.
     *
     * @throws ModelException of kind UNAVAILABLE that names the folder and what is wrong with it
     */
    public static DjlLanguageModel open(EngineSettings settings, ModelFiles first) {
        return open(settings, first, new SimpleMeterRegistry());
    }

    /**
     * Starts the engine and loads a first version; waits for both.
     *
     * @param meters where it registers {@code caravan.engine.*}
     * @throws ModelException of kind UNAVAILABLE that names the folder and what is wrong with it
     */
    public static DjlLanguageModel open(EngineSettings settings, ModelFiles first, MeterRegistry meters) {
        Replicas replicas = Replicas.start(settings, meters);
        try {
            replicas.load(first).join();
            var model = new DjlLanguageModel(
                    replicas, replicas.contextTokensMax(first.version()).orElseThrow());
            Runtime.getRuntime().addShutdownHook(model.hook);
            return model;
        } catch (CompletionException e) {
            replicas.stop();
            throw e.getCause() instanceof ModelException why ? why : e;
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true, contextTokensMax);
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call) {
        return generate(call, piece -> {});
    }

    @Override
    public CompletableFuture<Generation> generate(GenerationCall call, Consumer<String> pieces) {
        return call.logProbabilities().isPresent()
                ? new Telling(call, pieces).begin()
                : generate(call, pieces, token -> {});
    }

    private CompletableFuture<Generation> generate(GenerationCall call, Consumer<String> pieces, IntConsumer tokens) {
        long submittedNanos = System.nanoTime();
        return submit((EngineThread engine, CompletableFuture<Generation> future) -> {
            Served served = engine.served(call.model());
            Prompt prompt = Prompt.of(served, call);
            var answer = new Sequence.Answer(future, pieces, tokens);
            return new Sequence(call, served, prompt, answer, submittedNanos, engine.meter());
        });
    }

    /**
     * Generates, and then reads what it has generated once more to say how likely each token was: so steps of
     * generation carry nothing that most calls do not ask for.
     */
    private final class Telling {
        private final GenerationCall call;
        private final Consumer<String> pieces;
        private final List<Integer> drawn = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<Generation> told = new CompletableFuture<>();

        Telling(GenerationCall call, Consumer<String> pieces) {
            this.call = call;
            this.pieces = pieces;
        }

        CompletableFuture<Generation> begin() {
            follow(generate(call, pieces, drawn::add), this::read);
            return told;
        }

        private void read(Generation generation) {
            follow(
                    score(generation),
                    scores -> told.complete(generation.with(within(
                            generation.text(), scores.continuations().get(0).scored()))));
        }

        private <T> void follow(CompletableFuture<T> under, Consumer<T> then) {
            CompletableFuture<Generation> unused = told.whenComplete((generation, thrown) -> under.cancel(true));
            CompletableFuture<T> unusedToo = under.whenComplete((done, thrown) -> {
                if (thrown == null) {
                    then.accept(done);
                } else {
                    told.completeExceptionally(thrown);
                }
            });
        }

        private CompletableFuture<Scores> score(Generation generation) {
            long submittedNanos = System.nanoTime();
            return submit((EngineThread engine, CompletableFuture<Scores> future) -> {
                Served served = engine.served(call.model());
                Prompt prompt = Prompt.of(served, call);
                int[] whole = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + drawn.size());
                for (int i = 0; i < drawn.size(); i++) {
                    whole[prompt.tokens().length + i] = drawn.get(i);
                }
                var row = new ScoringRow(whole, prompt.tokens().length);
                String text = generation.text().isEmpty() ? "nothing" : generation.text();
                var asked = new ScoringCall(
                        call.model(),
                        call.prefix(),
                        call.text(),
                        List.of(text),
                        List.of(),
                        call.scheduling(),
                        call.logProbabilities());
                return new Scoring(asked, List.of(row), served, prompt, future, submittedNanos, engine.meter());
            });
        }

        /** Those that a text needs: without the rest of a stop string and what ends a text. */
        private static List<ScoredToken> within(String text, List<ScoredToken> tokens) {
            int length = 0;
            int needed = 0;
            for (int i = 0; i < tokens.size() && length < text.length(); i++) {
                length += tokens.get(i).text().length();
                needed = i + 1;
            }
            return tokens.subList(0, needed);
        }
    }

    @Override
    public CompletableFuture<Scores> score(ScoringCall call) {
        long submittedNanos = System.nanoTime();
        return submit((EngineThread engine, CompletableFuture<Scores> future) -> {
            Served served = engine.served(call.model());
            Prompt prompt = Prompt.before(served, call.prefix(), call.text());
            return new Scoring(
                    call, Scoring.rows(call, served, prompt), served, prompt, future, submittedNanos, engine.meter());
        });
    }

    @Override
    public CompletableFuture<Void> load(ModelFiles files) {
        return replicas.load(files);
    }

    @Override
    public CompletableFuture<Void> unload(String version) {
        // Behind the calls that were made before it.
        var gone = new CompletableFuture<Void>();
        try {
            encoder.execute(() -> {
                CompletableFuture<Void> unused = replicas.unload(version).whenComplete((nothing, thrown) -> {
                    if (thrown == null) {
                        gone.complete(null);
                    } else {
                        gone.completeExceptionally(thrown);
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            gone.completeExceptionally(EngineThread.closed());
        }
        return gone;
    }

    @Override
    public Set<String> versions() {
        return replicas.versions();
    }

    @Override
    public Optional<Integer> contextTokensMax(String version) {
        return replicas.contextTokensMax(version);
    }

    /**
     * Begins an adapter that learns on the weights that a version is served with, so that the base is in memory once;
     * waits for the engine's step in hand. Its arithmetic and device are the engine's. It may outlive the version, and
     * this model.
     *
     * @param settings of the training; its dtype and device give way to the engine's
     * @return empty where gradients cannot pass those weights: packed by oneDNN, as on CPUs that do, or of int8; read a
     *     copy then ({@link TrainableDecoder#adapt})
     * @throws ModelException of kind BAD_CALL if no such version is loaded
     */
    public Optional<TrainableDecoder> adapt(String version, LoraConfig lora, long seed, TrainingSettings settings) {
        try {
            return replicas.adapt(version, lora, seed, settings).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ModelException why ? why : e;
        }
    }

    @Override
    public Load load() {
        return replicas.load();
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
        replicas.stop();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> CompletableFuture<T> submit(BiFunction<EngineThread, CompletableFuture<T>, Job> job) {
        var future = new CompletableFuture<T>();
        try {
            encoder.execute(() -> encode(job, future));
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(EngineThread.closed());
        }
        return future;
    }

    private <T> void encode(BiFunction<EngineThread, CompletableFuture<T>, Job> job, CompletableFuture<T> future) {
        if (future.isDone()) {
            return;
        }
        if (closed) {
            future.completeExceptionally(EngineThread.closed());
            return;
        }
        EngineThread engine = replicas.leastBusy();
        CompletableFuture<T> unused = future.whenComplete((answer, thrown) -> {
            if (thrown != null) {
                engine.meter().ended(thrown);
            }
        });
        try {
            replicas.submit(engine, job.apply(engine, future));
        } catch (ModelException e) {
            future.completeExceptionally(e);
        } catch (RuntimeException e) {
            future.completeExceptionally(new ModelException(
                    Kind.BAD_CALL, "not-encodable", "the text cannot be encoded: " + e.getMessage(), e));
        }
    }
}

package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that touches native memory, and the mailbox by which others reach it. */
final class EngineThread {
    private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

    private final EngineSettings settings;
    private final Device device;
    private final Dtype dtype;
    private final Meter meter;
    private final Batcher batcher;
    private final Map<Path, BaseModel> bases = new HashMap<>();
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final List<Opening> opening = new ArrayList<>();
    private final List<Leaving> leaving = new ArrayList<>();
    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "caravan-engine");
    private volatile boolean stopping;

    /** A version whose prefixes are being computed, and who waits for it. */
    private record Opening(Served served, CompletableFuture<Void> ready) {}

    /** A version that takes no more calls, and goes when it has none. */
    private record Leaving(Served served, CompletableFuture<Void> gone) {}

    private EngineThread(EngineSettings settings, Meter meter) {
        this.settings = settings;
        this.device = Hardware.device(settings.device());
        this.dtype = Hardware.dtype(settings, device);
        this.meter = meter;
        this.batcher = new Batcher(settings, meter);
    }

    static EngineThread start(EngineSettings settings, Meter meter) {
        var engine = new EngineThread(settings, meter);
        engine.thread.setDaemon(true);
        engine.thread.start();
        return engine;
    }

    static ModelException closed() {
        return new ModelException(Kind.UNAVAILABLE, "closed", "the model is closed");
    }

    Set<String> versions() {
        return Set.copyOf(served.keySet());
    }

    Meter meter() {
        return meter;
    }

    Optional<Served> find(String version) {
        return Optional.ofNullable(served.get(version));
    }

    Served served(String version) {
        return find(version)
                .orElseThrow(() -> new ModelException(
                        Kind.BAD_CALL,
                        "unknown-model",
                        "no model version \"%s\" is loaded; loaded are %s".formatted(version, versions())));
    }

    void submit(Job job) {
        post(() -> {
            if (isHere(job.served())) {
                batcher.submit(job);
            } else {
                job.future()
                        .completeExceptionally(new ModelException(
                                Kind.UNAVAILABLE,
                                "unloaded",
                                "model version \"" + job.served().version() + "\" was unloaded meanwhile"));
            }
        });
        if (stopping) {
            job.future().completeExceptionally(closed());
        }
    }

    /** Completes when the version can be called and has the prefixes computed that are in use on its base. */
    CompletableFuture<Void> load(ModelFiles files) {
        var future = new CompletableFuture<Void>();
        post(() -> {
            if (stopping) {
                future.completeExceptionally(closed());
                return;
            }
            try {
                Served present = served.get(files.version());
                if (present == null) {
                    present = open(files);
                    warm(present);
                }
                opening.add(new Opening(present, future));
            } catch (IOException | RuntimeException e) {
                future.completeExceptionally(
                        new ModelException(Kind.UNAVAILABLE, "model-unreadable", e.getMessage() + "", e));
            }
        });
        if (stopping) {
            future.completeExceptionally(closed());
        }
        return future;
    }

    /**
     * An adapter to be trained on the weights of that version's base; empty where they cannot be shared, see
     * {@link TrainableDecoder#adapt}.
     */
    CompletableFuture<Optional<TrainableDecoder>> adapt(
            String version, LoraConfig lora, long seed, TrainingSettings training) {
        var future = new CompletableFuture<Optional<TrainableDecoder>>();
        post(() -> {
            if (stopping) {
                future.completeExceptionally(closed());
                return;
            }
            try {
                future.complete(TrainableDecoder.adapt(served(version).base(), lora, seed, training));
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        if (stopping) {
            future.completeExceptionally(closed());
        }
        return future;
    }

    private void warm(Served opened) {
        try {
            batcher.warm(opened);
        } catch (RuntimeException e) {
            free(opened);
            throw e;
        }
    }

    /** Completes when the version's last call is done and its memory is free. */
    CompletableFuture<Void> unload(String version) {
        var future = new CompletableFuture<Void>();
        post(() -> {
            Served present = served.remove(version);
            if (present == null) {
                future.complete(null);
            } else {
                leaving.add(new Leaving(present, future));
            }
        });
        if (stopping) {
            future.completeExceptionally(closed());
        }
        return future;
    }

    /** Stops after the step in hand and waits for it. Again and again, if called so. */
    void stop() {
        stopping = true;
        post(() -> {});
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // Leaving now would let the JVM end within a native step.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(Runnable work) {
        mailbox.add(work);
    }

    private void run() {
        JniUtils.setNumThreads(settings.threads());
        // The optimizing executor would specialize itself for each new shape; the decoder gains nothing from that.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            while (!stopping) {
                try {
                    turn();
                } catch (RuntimeException e) {
                    LOG.error("the engine failed between two steps; all calls end, and it goes on", e);
                    batcher.beginAnew(e);
                }
            }
        } catch (InterruptedException e) {
            LOG.info("interrupted, stopping");
        } finally {
            stopping = true;
            for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
                work.run();
            }
            end();
        }
    }

    /** Does what others asked for, waiting for it if there is nothing else to do, and lets all calls take a step. */
    private void turn() throws InterruptedException {
        if (batcher.isIdle()) {
            mailbox.take().run();
        }
        for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
            work.run();
        }
        if (!stopping) {
            batcher.turn();
            settle();
        }
    }

    /** Says of versions that they are ready, and lets go those that nobody calls any more. */
    private void settle() {
        if (!opening.isEmpty() && batcher.isWarm()) {
            for (Opening each : opening) {
                served.putIfAbsent(each.served().version(), each.served());
                each.ready().complete(null);
            }
            opening.clear();
        }
        leaving.removeIf(each -> {
            boolean goes = !batcher.uses(each.served());
            if (goes) {
                free(each.served());
                each.gone().complete(null);
            }
            return goes;
        });
    }

    private void free(Served gone) {
        batcher.forget(gone);
        if (gone.adapter() != gone.base().noAdapter()) {
            gone.adapter().close();
        }
        boolean baseStays = served.values().stream().anyMatch(other -> other.base() == gone.base())
                || opening.stream().anyMatch(other -> other.served().base() == gone.base())
                || leaving.stream()
                        .anyMatch(other ->
                                !other.served().equals(gone) && other.served().base() == gone.base());
        if (!baseStays) {
            bases.values().remove(gone.base());
            gone.base().close();
        }
        meter.swapped();
        LOG.info("let {} go", gone.version());
    }

    private boolean isHere(Served wanted) {
        return wanted.equals(served.get(wanted.version()))
                || leaving.stream().anyMatch(each -> each.served().equals(wanted));
    }

    private void end() {
        batcher.fail(closed());
        batcher.close();
        var adapted = new ArrayList<>(served.values());
        opening.forEach(each -> {
            adapted.add(each.served());
            each.ready().completeExceptionally(closed());
        });
        leaving.forEach(each -> {
            adapted.add(each.served());
            each.gone().complete(null);
        });
        for (Served each : adapted) {
            if (each.adapter() != each.base().noAdapter()) {
                each.adapter().close();
            }
        }
        bases.values().forEach(BaseModel::close);
    }

    private Served open(ModelFiles files) throws IOException {
        Path folder = files.base().toAbsolutePath().normalize();
        BaseModel base = bases.get(folder);
        if (base == null) {
            long start = System.nanoTime();
            base = BaseModel.open(folder, device, dtype);
            bases.put(folder, base);
            LOG.info(
                    "loaded {}: {} parameters as {} on {} in {} ms",
                    folder,
                    base.config().parameters(),
                    dtype,
                    device,
                    (System.nanoTime() - start) / 1_000_000);
        }
        Weights adapter =
                files.adapter().isPresent() ? base.adapter(files.adapter().get()) : base.noAdapter();
        meter.swapped();
        return new Served(files.version(), baseVersion(files, base), base, adapter);
    }

    /** The version by which the base alone was loaded; where it never was, its folder's name. */
    private String baseVersion(ModelFiles files, BaseModel base) {
        if (files.adapter().isEmpty()) {
            return files.version();
        }
        return served.values().stream()
                .filter(other -> other.version().equals(other.baseVersion()) && other.base() == base)
                .map(Served::version)
                .sorted()
                .findFirst()
                .orElseGet(() -> String.valueOf(files.base().getFileName()));
    }
}

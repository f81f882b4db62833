package caravan.inference.djl;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import caravan.inference.Load;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
    private final Meter meter = new Meter();
    private final Batcher batcher;
    private final Map<Path, BaseModel> bases = new HashMap<>();
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "caravan-engine");
    private volatile boolean stopping;

    private EngineThread(EngineSettings settings) {
        this.settings = settings;
        this.device = Hardware.device(settings);
        this.dtype = Hardware.dtype(settings, device);
        this.batcher = new Batcher(settings, meter);
    }

    static EngineThread start(EngineSettings settings) {
        var engine = new EngineThread(settings);
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

    Load load() {
        return meter.load();
    }

    Served served(String version) {
        Served found = served.get(version);
        if (found == null) {
            throw new ModelException(
                    Kind.BAD_CALL,
                    "unknown-model",
                    "no model version \"%s\" is loaded; loaded are %s".formatted(version, versions()));
        }
        return found;
    }

    void submit(Sequence sequence) {
        post(() -> batcher.submit(sequence));
        if (stopping) {
            sequence.future().completeExceptionally(closed());
        }
    }

    CompletableFuture<Void> load(ModelFiles files) {
        var future = new CompletableFuture<Void>();
        post(() -> {
            if (stopping) {
                future.completeExceptionally(closed());
                return;
            }
            try {
                if (!served.containsKey(files.version())) {
                    served.put(files.version(), open(files));
                }
                future.complete(null);
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
                if (batcher.isIdle()) {
                    mailbox.take().run();
                }
                for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
                    work.run();
                }
                if (!stopping) {
                    batcher.turn();
                }
            }
        } catch (InterruptedException e) {
            LOG.info("interrupted, stopping");
        } finally {
            stopping = true;
            for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
                work.run();
            }
            batcher.fail(closed());
            batcher.close();
            for (Served each : served.values()) {
                if (each.adapter() != each.base().noAdapter()) {
                    each.adapter().close();
                }
            }
            bases.values().forEach(BaseModel::close);
        }
    }

    /** The version by which the base alone was loaded; where it never was, its folder's name. */
    private String baseVersion(ModelFiles files, Path folder) {
        if (files.adapter().isEmpty()) {
            return files.version();
        }
        return served.values().stream()
                .filter(other -> other.version().equals(other.baseVersion()) && other.base() == bases.get(folder))
                .map(Served::version)
                .sorted()
                .findFirst()
                .orElseGet(() -> String.valueOf(folder.getFileName()));
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
        return new Served(files.version(), baseVersion(files, folder), base, adapter);
    }
}

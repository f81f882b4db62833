package caravan.streams.generate;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.schemas.ModelFolders;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has model versions loaded when they are first asked for. Requests wait meanwhile. A version that cannot be loaded is
 * tried again after a while, since its files may still be on their way; after some failures it counts as out of order,
 * which a metric shows with its cause, and is tried less often. Whatever makes it load again ends that: nobody has to
 * tell. Shared by all tasks. Thread-safe.
 */
final class ModelShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration AGAIN_OUT_OF_ORDER = Duration.ofMinutes(5);
    private static final int FAILURES_MAX = 4;

    private final LanguageModel model;
    private final AtomicLong epoch;
    private final BiFunction<Duration, Runnable, CompletableFuture<Void>> later;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    /** A version that could not be loaded: how often in a row, and why the last time. */
    private record Trouble(int failures, String cause) {}

    ModelShelf(LanguageModel model, AtomicLong epoch) {
        this(
                model,
                epoch,
                (delay, task) -> CompletableFuture.runAsync(
                        task, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)));
    }

    /** One whose waiting is done by somebody else. */
    ModelShelf(LanguageModel model, AtomicLong epoch, BiFunction<Duration, Runnable, CompletableFuture<Void>> later) {
        this.model = model;
        this.epoch = epoch;
        this.later = later;
    }

    /** Whether a version can be called now; if not, begins to load it as soon as its files are known. */
    boolean isReady(String version, Catalogue catalogue) {
        if (model.versions().contains(version)) {
            return true;
        }
        files(version, catalogue).ifPresent(this::load);
        return model.versions().contains(version);
    }

    /** Why the last attempt to load a version failed; empty if none did. */
    Optional<String> trouble(String version) {
        return Optional.ofNullable(troubles.get(version)).map(Trouble::cause);
    }

    /** How many versions are out of order: wanted, and not loaded in spite of several attempts. */
    long outOfOrder() {
        return troubles.values().stream()
                .filter(trouble -> trouble.failures() >= FAILURES_MAX)
                .count();
    }

    private void load(ModelFiles files) {
        if (!underWay.add(files.version())) {
            return;
        }
        LOG.info("loading model {} from {}", files.version(), files.adapter().orElse(files.base()));
        CompletableFuture<Void> unused = model.load(files).whenComplete((nothing, thrown) -> {
            if (thrown == null) {
                troubles.remove(files.version());
                forget(files.version());
            } else {
                failed(files, thrown);
            }
        });
    }

    private void failed(ModelFiles files, Throwable thrown) {
        int failures = Objects.requireNonNull(troubles.merge(
                        files.version(),
                        new Trouble(1, thrown.toString()),
                        (before, now) -> new Trouble(before.failures() + 1, now.cause())))
                .failures();
        Duration wait = failures >= FAILURES_MAX ? AGAIN_OUT_OF_ORDER : AGAIN;
        if (failures == FAILURES_MAX) {
            LOG.error(
                    "model {} is out of order: it could not be loaded {} times; its requests are kept, and it is tried"
                            + " again every {} s",
                    files.version(),
                    failures,
                    wait.toSeconds(),
                    thrown);
        } else {
            LOG.warn("model {} could not be loaded; again in {} s", files.version(), wait.toSeconds(), thrown);
        }
        CompletableFuture<Void> unused = later.apply(wait, () -> forget(files.version()));
    }

    private void forget(String version) {
        underWay.remove(version);
        epoch.incrementAndGet();
    }

    private static Optional<ModelFiles> files(String version, Catalogue catalogue) {
        return catalogue
                .model(version)
                .flatMap(wanted -> ModelFolders.of(wanted, catalogue::model))
                .map(folders -> new ModelFiles(version, folders.whole(), folders.adapter()));
    }
}

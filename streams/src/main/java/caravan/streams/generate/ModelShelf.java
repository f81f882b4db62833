package caravan.streams.generate;

import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.schemas.Model;
import caravan.schemas.ModelKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has model versions loaded when they are first asked for. Requests wait meanwhile; a version that cannot be loaded is
 * tried again after a while, since its files may still be on their way. Shared by all tasks. Thread-safe.
 */
final class ModelShelf {
    private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);
    private static final long AGAIN_SECONDS = 30;

    private final LanguageModel model;
    private final AtomicLong epoch;
    private final Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    ModelShelf(LanguageModel model, AtomicLong epoch) {
        this.model = model;
        this.epoch = epoch;
    }

    /** Whether a version can be called now; if not, begins to load it as soon as its files are known. */
    boolean isReady(String version, Catalogue catalogue) {
        if (model.versions().contains(version)) {
            return true;
        }
        files(version, catalogue).ifPresent(this::load);
        return model.versions().contains(version);
    }

    private void load(ModelFiles files) {
        if (!underWay.add(files.version())) {
            return;
        }
        LOG.info("loading model {} from {}", files.version(), files.adapter().orElse(files.base()));
        CompletableFuture<Void> unused = model.load(files).whenComplete((nothing, thrown) -> {
            if (thrown == null) {
                forget(files.version());
            } else {
                LOG.error("model {} could not be loaded; again in {} s", files.version(), AGAIN_SECONDS, thrown);
                later.execute(() -> forget(files.version()));
            }
        });
    }

    private void forget(String version) {
        underWay.remove(version);
        epoch.incrementAndGet();
    }

    private static Optional<ModelFiles> files(String version, Catalogue catalogue) {
        return catalogue.model(version).flatMap(wanted -> {
            if (wanted.getKind() == ModelKind.BASE) {
                return Optional.of(new ModelFiles(version, folder(wanted), Optional.empty()));
            }
            return catalogue
                    .model(wanted.getBase())
                    .map(base -> new ModelFiles(version, folder(base), Optional.of(folder(wanted))));
        });
    }

    private static Path folder(Model model) {
        String uri = model.getUri();
        return uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
    }
}

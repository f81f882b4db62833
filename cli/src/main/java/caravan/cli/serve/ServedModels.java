package caravan.cli.serve;

import caravan.inference.LanguageModel;
import caravan.inference.ModelException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model each name means now. A name can be given another model at any time: who asks from then on is answered by
 * the new one, who has asked before by the old, which is let go behind the last of them. Thread-safe.
 */
public final class ServedModels {
    private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);

    private final LanguageModel engine;
    private final Map<String, Place> byName = new LinkedHashMap<>();
    private final Map<String, Place> byVersion = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> leaving = new LinkedHashMap<>();

    /** A version and the requests that it is answering. */
    private static final class Place {
        private final ServedModel model;
        private int open;

        Place(ServedModel model) {
            this.model = model;
        }
    }

    /** A model that stays as long as this is not closed. */
    final class Lease implements AutoCloseable {
        private final Place place;

        private Lease(Place place) {
            this.place = place;
        }

        ServedModel model() {
            return place.model;
        }

        @Override
        public void close() {
            release(place);
        }
    }

    /** Nothing yet, on that engine. */
    public ServedModels(LanguageModel engine) {
        this.engine = engine;
    }

    /**
     * Loads a model and gives it a name; returns when it answers to it.
     *
     * @throws ModelException if it cannot be loaded; the name then goes on meaning what it did
     */
    public void serve(String name, ServedModel model) {
        // One that is on its way out is held back, or, if it is too late for that, waited for.
        Optional<Lease> held = take(model.version());
        try {
            leaving(model.version()).join();
            engine.load(model.files()).join();
            show(name, model);
        } catch (CompletionException e) {
            throw e.getCause() instanceof ModelException why ? why : e;
        } finally {
            held.ifPresent(Lease::close);
        }
    }

    private synchronized CompletableFuture<Void> leaving(String version) {
        return leaving.getOrDefault(version, CompletableFuture.completedFuture(null));
    }

    private synchronized void show(String name, ServedModel model) {
        Place place = byVersion.computeIfAbsent(model.version(), version -> new Place(model));
        Optional<Place> former = Optional.ofNullable(byName.put(name, place));
        LOG.info("{} is {}", name, model.version());
        former.ifPresent(this::letGoIfIdle);
    }

    /** What a name or a version means now; empty if it means nothing. */
    synchronized Optional<Lease> take(String name) {
        Optional<Place> place =
                Optional.ofNullable(byName.get(name)).or(() -> Optional.ofNullable(byVersion.get(name)));
        place.ifPresent(found -> found.open++);
        return place.map(Lease::new);
    }

    /** Every name and its model; the names that were given come first, then the versions. */
    public synchronized Map<String, ServedModel> all() {
        Map<String, ServedModel> all = new LinkedHashMap<>();
        byName.forEach((name, place) -> all.put(name, place.model));
        byName.values().forEach(place -> all.putIfAbsent(place.model.version(), place.model));
        return all;
    }

    Set<String> names() {
        return new LinkedHashSet<>(all().keySet());
    }

    LanguageModel engine() {
        return engine;
    }

    private synchronized void release(Place place) {
        place.open--;
        letGoIfIdle(place);
    }

    private synchronized void letGoIfIdle(Place place) {
        String version = place.model.version();
        if (place.open > 0 || byName.containsValue(place) || !byVersion.remove(version, place)) {
            return;
        }
        CompletableFuture<Void> gone = engine.unload(version);
        leaving.put(version, gone);
        CompletableFuture<Void> unused = gone.whenComplete((nothing, thrown) -> forget(version, gone));
    }

    private synchronized void forget(String version, CompletableFuture<Void> gone) {
        leaving.remove(version, gone);
        LOG.info("{} is served no more", version);
    }
}

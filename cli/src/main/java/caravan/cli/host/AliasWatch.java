package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what aliases mean, as long as there is a cluster to ask: that of a process at work on the data folder, which
 * may come and go, or the configured one. An embedded cluster at rest is left alone; nothing can change there.
 */
public final class AliasWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AliasWatch.class);
    private static final long PAUSE_MILLIS = 2_000;

    private final CaravanConfig config;
    private final Map<String, String> known;
    private final Listener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "alias-watch");
    private String lastTrouble = "";
    private String source = "";
    private Optional<ServedFiles> served = Optional.empty();

    /** Who is told of a change. */
    @FunctionalInterface
    public interface Listener {
        /**
         * An alias means another model now.
         *
         * @throws IOException if it cannot be taken over; told again after a pause
         */
        void changed(String alias, ModelFiles files) throws IOException;
    }

    /**
     * Follows once it is started.
     *
     * @param known the aliases and the versions that they are known to mean
     */
    public AliasWatch(CaravanConfig config, Map<String, String> known, Listener listener) {
        this.config = config;
        this.known = new HashMap<>(known);
        this.listener = listener;
        thread.setDaemon(true);
    }

    /** Follows from now on. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            LOG.info("following aliases no more");
        } finally {
            served.ifPresent(ServedFiles::close);
        }
    }

    private void look() {
        try {
            Optional<Cluster> cluster = cluster();
            if (cluster.isPresent()) {
                look(cluster.get());
            }
            lastTrouble = "";
        } catch (IOException | RuntimeException e) {
            // It may have been left behind by a broker that is gone.
            follow("", Optional.empty());
            String trouble = String.valueOf(e.getMessage());
            if (!trouble.equals(lastTrouble) && closing.getCount() > 0) {
                LOG.warn("what aliases mean is not known at present; they go on meaning what they did", e);
            }
            lastTrouble = trouble;
        }
    }

    private void look(Cluster cluster) throws IOException {
        if (!cluster.bootstrapServers().equals(source)) {
            follow(cluster.bootstrapServers(), Optional.of(new ServedFiles(cluster)));
        }
        ServedFiles now = served.orElseThrow();
        now.refresh();
        for (Map.Entry<String, String> each : known.entrySet()) {
            Optional<ModelFiles> files = now.find(each.getKey());
            if (files.isPresent() && !files.get().version().equals(each.getValue())) {
                listener.changed(each.getKey(), files.get());
                each.setValue(files.get().version());
            }
        }
    }

    private void follow(String other, Optional<ServedFiles> files) {
        served.ifPresent(ServedFiles::close);
        source = other;
        served = files;
    }

    private Optional<Cluster> cluster() {
        Optional<Cluster> atWork = RunningFile.find(config.data())
                .map(host -> Cluster.at(host.bootstrapServers(), URI.create(host.registry()), config));
        boolean isElsewhere = !config.kafka().isEmbedded() && !config.registry().isEmbedded();
        return atWork.or(() -> isElsewhere
                ? Optional.of(Cluster.at(
                        config.kafka().bootstrapServers(),
                        URI.create(config.registry().url()),
                        config))
                : Optional.empty());
    }
}

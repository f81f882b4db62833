package caravan.cli.console;

import caravan.cli.config.ConsoleSection;
import caravan.cli.host.Cluster;
import caravan.cli.view.Progress;
import caravan.cli.view.RecordListener;
import caravan.cli.view.RunFollower;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A run that is watched, and those after it: by whoever asks for its progress, and through the console unless that is
 * switched off. The console stays where it is, with its history, when another run is watched. Thread-safe.
 */
public final class Watching implements AutoCloseable {
    private final Cluster cluster;
    private final Sightings sightings;
    private final RecordListener listener;
    private String run;
    private RunFollower follower;
    private Optional<Console> console = Optional.empty();

    private Watching(Watched watched, boolean isShown) {
        cluster = watched.cluster();
        run = watched.run();
        sightings = new Sightings(run);
        listener = isShown ? sightings : RecordListener.NONE;
        follower = RunFollower.start(cluster, run, listener);
    }

    /**
     * Begins to watch.
     *
     * @param environment where the console's token and its key store's password are looked for
     * @throws IOException if the console cannot be served as configured
     */
    public static Watching start(ConsoleSection settings, Map<String, String> environment, Watched watched)
            throws IOException {
        Watching watching = new Watching(watched, settings.enabled());
        if (settings.enabled()) {
            try {
                watching.show(Console.start(settings, environment, watched, watching::progress, watching.sightings));
            } catch (IOException | RuntimeException e) {
                watching.close();
                throw e;
            }
        }
        return watching;
    }

    private synchronized void show(Console started) {
        console = Optional.of(started);
    }

    /** Watches another run from now on; the topics are read for it from their beginning. */
    public synchronized void follow(String other) {
        if (!other.equals(run)) {
            follower.close();
            sightings.watch(other);
            run = other;
            follower = RunFollower.start(cluster, other, listener);
        }
    }

    /** How far the run has come. */
    public synchronized Progress progress() {
        return follower.progress();
    }

    /** Where the console is; empty if it is switched off. */
    public synchronized Optional<URI> console() {
        return console.map(Console::url);
    }

    @Override
    public void close() {
        // Not while it is locked: the console's sampler asks for the progress.
        consoleToClose().ifPresent(Console::close);
        closeFollower();
    }

    private synchronized Optional<Console> consoleToClose() {
        return console;
    }

    private synchronized void closeFollower() {
        follower.close();
    }
}

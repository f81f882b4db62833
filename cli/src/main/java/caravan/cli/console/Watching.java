package caravan.cli.console;

import caravan.cli.config.ConsoleSection;
import caravan.cli.view.Progress;
import caravan.cli.view.RecordListener;
import caravan.cli.view.RunFollower;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A run that is watched: by whoever asks for its progress, and through the console unless that is switched off. */
public final class Watching implements AutoCloseable {
    private final RunFollower follower;
    private final Optional<Console> console;

    private Watching(RunFollower follower, Optional<Console> console) {
        this.follower = follower;
        this.console = console;
    }

    /**
     * Begins to watch.
     *
     * @param environment where the console's token and its key store's password are looked for
     * @throws IOException if the console cannot be served as configured
     */
    public static Watching start(ConsoleSection settings, Map<String, String> environment, Watched watched)
            throws IOException {
        Sightings sightings = new Sightings(watched.run());
        RecordListener listener = settings.enabled() ? sightings : RecordListener.NONE;
        RunFollower follower = RunFollower.start(watched.cluster(), watched.run(), listener);
        try {
            Optional<Console> console = settings.enabled()
                    ? Optional.of(Console.start(settings, environment, watched, follower::progress, sightings))
                    : Optional.empty();
            return new Watching(follower, console);
        } catch (IOException | RuntimeException e) {
            follower.close();
            throw e;
        }
    }

    /** How far the run has come. */
    public Progress progress() {
        return follower.progress();
    }

    /** Where the console is; empty if it is switched off. */
    public Optional<URI> console() {
        return console.map(Console::url);
    }

    @Override
    public void close() {
        console.ifPresent(Console::close);
        follower.close();
    }
}

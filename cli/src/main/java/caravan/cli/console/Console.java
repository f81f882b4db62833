package caravan.cli.console;

import caravan.cli.ask.AskedByTopic;
import caravan.cli.config.ConsoleSection;
import caravan.cli.view.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The console at work: server, sampler, and the pages that are open. */
final class Console implements AutoCloseable {
    private final ConsoleServer server;
    private final Sampler sampler;
    private final Onlookers onlookers;

    private Console(ConsoleServer server, Sampler sampler, Onlookers onlookers) {
        this.server = server;
        this.sampler = sampler;
        this.onlookers = onlookers;
    }

    /**
     * Serves what is seen.
     *
     * @throws IOException if it cannot be served as configured: an address that is taken, or one that others can reach
     *     without a token and TLS
     */
    static Console start(
            ConsoleSection settings,
            Map<String, String> environment,
            Watched watched,
            Supplier<Progress> progress,
            Sightings sightings)
            throws IOException {
        Door door;
        try {
            door = new Door(
                    InetAddress.getByName(settings.address()),
                    Optional.ofNullable(environment.get(ConsoleSection.TOKEN)),
                    settings.keystore().isPresent());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        Optional<Asker> asker = watched.principles()
                .filter(principles -> settings.ask() || door.asksForToken())
                .map(principles -> new Asker(new AskedByTopic(watched.cluster(), principles)));
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put("canAsk", asker.isPresent());
        constants.put("lookSeconds", History.SECONDS_OF_A_LOOK);
        constants.put("since", System.currentTimeMillis());
        constants.put("sequencesMax", watched.sequencesMax());
        History history = new History();
        Onlookers onlookers = new Onlookers();
        Sampler sampler = new Sampler(watched, settings, progress, sightings, history, constants, onlookers::tell);
        Routes routes =
                new Routes(Pages.read(), door, watched.cluster(), sampler, sightings, history, onlookers, asker);
        ConsoleServer server = ConsoleServer.start(settings, environment, routes);
        sampler.start();
        return new Console(server, sampler, onlookers);
    }

    URI url() {
        return server.url();
    }

    @Override
    public void close() {
        sampler.close();
        onlookers.close();
        server.close();
    }
}

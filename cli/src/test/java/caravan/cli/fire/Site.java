package caravan.cli.fire;

import caravan.schemas.PendingRequest;
import caravan.schemas.Topic;
import caravan.schemas.Topics;
import caravan.schemas.registry.InMemorySchemaRegistry;
import caravan.schemas.registry.SchemaRegistry;
import caravan.schemas.wire.AvroSerdes;
import caravan.schemas.wire.RecordSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Where one scenario takes place.
 *
 * @param folder holds everything that its processes write
 * @param port of the broker, the same over all its lives, so that the others find it again
 */
record Site(Path folder, int port) {
    /** The asking step whose requests are made; the other ones' topics stay empty. */
    static final String STEP = "align";

    /** A site in a folder of its own, on a port that is free now. */
    static Site in(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Site(folder, socket.getLocalPort());
        }
    }

    Path broker() {
        return folder.resolve("broker");
    }

    /** State of one generating instance. */
    Path state(String instance) {
        return folder.resolve("state-" + instance);
    }

    /** A line for every call of an instance's engine, in all its lives. */
    Path calls(String instance) {
        return folder.resolve("calls-" + instance);
    }

    Path log(String instance) {
        return folder.resolve(instance + ".log");
    }

    /** What any client needs. */
    Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:" + port));
    }

    /** The same ids in every process, without a registry that could be killed: they follow from the order. */
    static RecordSerdes serdes() {
        SchemaRegistry registry = new InMemorySchemaRegistry();
        for (Topic<?> topic : Topics.all()) {
            registry.register(topic.name() + "-value", topic.schema());
        }
        registry.register("pending-value", PendingRequest.getClassSchema());
        return new AvroSerdes(registry);
    }
}

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one scenario takes place.
 *
 * @param folder holds everything that its processes write
 * @param brokers where they are, {@code host:port}, divided by commas: the same over all their lives, so that the
 *     others find them again
 */
record Site(Path folder, String brokers) {
    /** The asking step whose requests are made; the other ones' topics stay empty. */
    static final String STEP = "align";

    /** A site of one broker in a folder of its own, on a port that is free now. */
    static Site in(Path folder) throws IOException {
        return in(folder, 1);
    }

    /** A site of so many brokers. */
    static Site in(Path folder, int brokers) throws IOException {
        Files.createDirectories(folder);
        return new Site(folder, String.join(",", freeAddresses(brokers)));
    }

    /** Loopback addresses that are free now, all different. */
    static List<String> freeAddresses(int count) throws IOException {
        List<String> addresses = new ArrayList<>();
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            addresses.add("127.0.0.1:" + socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return addresses;
    }

    static int portOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    int brokerCount() {
        return brokers.split(",").length;
    }

    Path broker() {
        return folder.resolve("broker");
    }

    /** State of one generating instance. */
    Path state(String instance) {
        return folder.resolve("state-" + instance);
    }

    /** What an instance's engine was asked, in all its lives; see {@link Calls}. */
    Path calls(String instance) {
        return folder.resolve("calls-" + instance);
    }

    /** When each life of an instance reached what, see {@link Marks}. */
    Path marks(String instance) {
        return folder.resolve("marks-" + instance);
    }

    /** How an instance fares, see {@link Vitals}. */
    Path vitals(String instance) {
        return folder.resolve("vitals-" + instance);
    }

    Path log(String instance) {
        return folder.resolve(instance + ".log");
    }

    /** What any client needs. */
    Map<String, Object> client() {
        return new HashMap<>(Map.of("bootstrap.servers", brokers));
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

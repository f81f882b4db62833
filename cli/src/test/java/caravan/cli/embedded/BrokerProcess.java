package caravan.cli.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** An embedded broker in a process of its own, which a test may kill. It prints its address, then waits. */
final class BrokerProcess {
    private BrokerProcess() {}

    static Process start(Path folder) throws IOException {
        return start(folder, BrokerSettings.FREE_BYTES_MIN, ProcessBuilder.Redirect.INHERIT);
    }

    /** Starts one that needs less room, and whose errors go where they are wanted. */
    static Process start(Path folder, long freeBytesMin, ProcessBuilder.Redirect errors) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString(),
                        Long.toString(freeBytesMin))
                .redirectError(errors)
                .start();
    }

    /** Ends when its parent does, since its standard input then does. */
    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker broker =
                EmbeddedBroker.start(new BrokerSettings(Path.of(arguments[0]), 0, Long.parseLong(arguments[1])));
        System.out.println(broker.bootstrapServers());
        while (System.in.read() >= 0) {
            // Nothing is said to it; it only waits for the end.
        }
        Runtime.getRuntime().halt(1);
    }
}

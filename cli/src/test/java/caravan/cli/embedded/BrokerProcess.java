package caravan.cli.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** An embedded broker in a process of its own, which a test may kill. It prints its address, then waits. */
final class BrokerProcess {
    private BrokerProcess() {}

    static Process start(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Ends when its parent does, since its standard input then does. */
    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])));
        System.out.println(broker.bootstrapServers());
        while (System.in.read() >= 0) {
            // Nothing is said to it; it only waits for the end.
        }
        Runtime.getRuntime().halt(1);
    }
}

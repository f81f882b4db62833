package caravan.cli.fire;

import caravan.cli.embedded.BrokerSettings;
import caravan.cli.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/** The embedded broker alone: its folder and address. */
final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker.start(BrokerSettings.in(Path.of(arguments[0])).at(Site.portOf(arguments[1])));
        Child.awaitLeave();
        Runtime.getRuntime().halt(0);
    }
}

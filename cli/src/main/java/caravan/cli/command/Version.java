package caravan.cli.command;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = CaravanCommand.class.getPackage().getImplementationVersion();
        return new String[] {"caravan " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}

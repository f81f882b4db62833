package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A configuration in a test's own folder, with the principles that are shipped. */
final class ScriptedConfig {
    private ScriptedConfig() {}

    static CaravanConfig in(Path data, long targetExamples, String... more) {
        List<String> settings = new ArrayList<>(List.of("data=" + data, "target-examples=" + targetExamples));
        settings.addAll(List.of(more));
        return ConfigFile.load(
                Optional.empty(), settings, Path.of("..").toAbsolutePath().normalize());
    }
}

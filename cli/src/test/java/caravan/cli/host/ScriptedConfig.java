package caravan.cli.host;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ConfigFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A configuration in a test's own folder, with the principles that are shipped. */
public final class ScriptedConfig {
    private ScriptedConfig() {}

    public static CaravanConfig in(Path data, long targetExamples, String... more) {
        // The scripted model invents its words, which are of no language that a person asks in.
        List<String> settings = new ArrayList<>(
                List.of("data=" + data, "target-examples=" + targetExamples, "steps.align.language-odds=0"));
        settings.addAll(List.of(more));
        return ConfigFile.load(
                Optional.empty(), settings, Path.of("..").toAbsolutePath().normalize());
    }
}

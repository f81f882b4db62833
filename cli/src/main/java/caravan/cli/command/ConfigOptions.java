package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options by which every command learns its configuration. */
final class ConfigOptions {
    private static final Path FILE_OF_THE_FOLDER = Path.of("caravan.yaml");

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The configuration. Default: caravan.yaml of the working folder, if there is one.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY=VALUE",
            description = "One setting, which wins over the file; for example model.threads=2. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "The data folder; the same as --set data=DIR.")
    private @Nullable Path data;

    CaravanConfig load(String... more) {
        List<String> options = new ArrayList<>(settings);
        if (data != null) {
            options.add("data=" + data.toAbsolutePath());
        }
        options.addAll(List.of(more));
        return ConfigFile.load(file(), options, home());
    }

    /** The configuration of a command that looks into a cluster: its log goes to the data folder, under its name. */
    CaravanConfig loadFor(String command) {
        CaravanConfig config = load();
        LogFile.begin(config.data(), command);
        return config;
    }

    /** The folder that Caravan lies in, which the launcher names. */
    static Path home() {
        return Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    }

    private Optional<Path> file() {
        if (file != null) {
            return Optional.of(file);
        }
        return Optional.of(FILE_OF_THE_FOLDER).filter(Files::exists);
    }
}

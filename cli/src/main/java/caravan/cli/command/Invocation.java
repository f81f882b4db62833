package caravan.cli.command;

import caravan.cli.config.CaravanConfig;
import caravan.cli.config.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command is given: its configuration, and where it prints; a test hands in writers of its own. */
@Command
final class Invocation {
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

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    PrintWriter out() {
        return commandLine().getOut();
    }

    PrintWriter err() {
        return commandLine().getErr();
    }

    CommandLine commandLine() {
        return Objects.requireNonNull(command, "picocli sets it before a command runs")
                .commandLine();
    }

    CaravanConfig load(String... more) {
        return loadOver(List.of(), List.of(more));
    }

    /** The configuration with a command's own defaults, where file and options say nothing, and with more options. */
    CaravanConfig loadOver(List<String> defaults, List<String> more) {
        List<String> options = new ArrayList<>(settings);
        if (data != null) {
            options.add("data=" + data.toAbsolutePath());
        }
        options.addAll(more);
        return ConfigFile.load(file(), defaults, options, home());
    }

    /** The configuration of a command that looks into a cluster: its log goes to the data folder, under its name. */
    CaravanConfig loadFor(String command) throws IOException {
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

package caravan.cli.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads {@code caravan.yaml} and the {@code --set} options over it. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * The configuration of a file, or of the defaults alone. Relative paths in it are relative to the file's folder.
     *
     * @param file the file, if there is one
     * @param options {@code section.key=value}, which win over the file
     * @param home the folder that Caravan itself lies in
     * @throws ConfigException with every problem at once
     */
    public static CaravanConfig load(Optional<Path> file, List<String> options, Path home) {
        return load(file, List.of(), options, home);
    }

    /** The same, with other defaults, written as the options are, for some keys. */
    public static CaravanConfig load(Optional<Path> file, List<String> defaults, List<String> options, Path home) {
        Problems problems = new Problems();
        ConfigNode.Mapping written = file.map(path -> new YamlTree(name(path), problems).read(text(path)))
                .orElseGet(() -> new ConfigNode.Mapping(new Place("defaults"), Map.of()));
        ConfigNode.Mapping tree = Overrides.apply(written, options, problems);
        tree = Overrides.fill(tree, defaults, problems);
        Path folder = file.map(
                        path -> Objects.requireNonNullElse(path.toAbsolutePath().getParent(), home))
                .orElse(Path.of("").toAbsolutePath());
        CaravanConfig config = new RecordBinder(folder, problems).bind(tree, CaravanConfig.defaults(home));
        problems.throwIfAny();
        return config;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(List.of(file + ": cannot be read: " + e));
        }
    }
}

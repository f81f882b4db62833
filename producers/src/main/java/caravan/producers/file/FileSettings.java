package caravan.producers.file;

import caravan.producers.SourceSettings;
import caravan.producers.reading.FieldMapping;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;

/**
 * What is read, and how.
 *
 * @param path a file, or a folder whose files are read in the order of their names
 * @param names which files of a folder; those whose names begin with a dot or end in .tmp or .part never are
 * @param format auto, lines, csv or parquet
 * @param follow whether to wait for more at the end
 * @param mapping where instruction and input stand
 * @param settle how long a file that must be whole to be read (CSV, Parquet, compressed) has to be left alone before
 */
record FileSettings(
        Path path, PathMatcher names, String format, boolean follow, FieldMapping mapping, Duration settle) {
    static FileSettings of(SourceSettings settings) {
        FileSettings read = new FileSettings(
                Path.of(settings.required("path")).toAbsolutePath().normalize(),
                FileSystems.getDefault()
                        .getPathMatcher("glob:" + settings.text("names").orElse("*")),
                settings.oneOf("format", "auto", "auto", "lines", "csv", "parquet"),
                settings.truth("follow", true),
                FieldMapping.of(settings),
                Duration.ofMillis(settings.whole("settle-ms", 2_000, 0, 3_600_000)));
        settings.requireNoOthers();
        return read;
    }

    boolean takes(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".")
                && !name.endsWith(".tmp")
                && !name.endsWith(".part")
                && names.matches(file.getFileName());
    }
}

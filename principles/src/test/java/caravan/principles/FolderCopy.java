package caravan.principles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's own content in a folder of its own, to be spoilt by a test. */
final class FolderCopy {
    private static final Path ORIGINAL = Path.of("");
    private static final List<String> PARTS = List.of(
            "constitution.yaml",
            "exemplars",
            "red-team-types.yaml",
            "seed-tasks.jsonl",
            "blocked-words.txt",
            "templates");

    private final Path folder;

    FolderCopy(Path folder) {
        this.folder = folder;
        for (String part : PARTS) {
            try (Stream<Path> paths = Files.walk(ORIGINAL.resolve(part))) {
                for (Path path : paths.toList()) {
                    Files.copy(path, folder.resolve(path.toString()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Path path() {
        return folder;
    }

    String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FolderCopy write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FolderCopy delete(String file) {
        try {
            Files.delete(folder.resolve(file));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the first occurrence; fails when there is none, so that no test passes by accident. */
    FolderCopy replace(String file, String old, String replacement) {
        String text = read(file);
        int at = text.indexOf(old);
        if (at < 0) {
            throw new IllegalArgumentException(file + " does not hold \"" + old + '"');
        }
        return write(file, text.substring(0, at) + replacement + text.substring(at + old.length()));
    }

    FolderCopy append(String file, String text) {
        return write(file, read(file) + text);
    }

    /** The line in which the text stands first, from 1. */
    int lineOf(String file, String text) {
        return lineIn(read(file), text);
    }

    /** The same in a text. */
    static int lineIn(String whole, String text) {
        return 1
                + (int) whole.substring(0, whole.indexOf(text))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    List<String> problems() {
        return Principles.problems(folder).stream().map(Problem::toString).toList();
    }

    String version() {
        return Principles.load(folder).version();
    }
}

package caravan.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the log of this process goes: a file of its own in the data folder, so that the terminal stays with the person.
 * Must be called before the first logger is made.
 */
final class LogFile {
    private static final String PROPERTY = "caravan.log";

    private LogFile() {}

    /** Opens it once here, since a logger that cannot fills the terminal with its own troubles. */
    static void begin(Path data, String name) throws IOException {
        Path folder = data.resolve("logs");
        Path file = folder.resolve(name + ".log");
        try {
            Files.createDirectories(folder);
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new IOException("data folder " + data + ": cannot be written: " + e, e);
        }
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, file.toString());
        }
    }
}

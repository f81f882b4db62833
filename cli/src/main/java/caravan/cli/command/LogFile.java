package caravan.cli.command;

import java.nio.file.Path;

/**
 * Where the log of this process goes: a file of its own in the data folder, so that the terminal stays with the person.
 * Must be called before the first logger is made.
 */
final class LogFile {
    private static final String PROPERTY = "caravan.log";

    private LogFile() {}

    static void begin(Path data, String name) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(
                    PROPERTY, data.resolve("logs").resolve(name + ".log").toString());
        }
    }
}

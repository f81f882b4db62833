package caravan.cli.fire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Calls that the engines of a scenario began, read from what they left behind. */
final class Calls {
    private Calls() {}

    /** How many were made again: calls in all, less those of different texts. */
    static int repeated(Site site) throws IOException {
        int made = 0;
        Set<String> texts = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(site.folder(), "calls-*")) {
            for (Path file : files) {
                for (String text : Files.readAllLines(file, UTF_8)) {
                    made++;
                    texts.add(text);
                }
            }
        }
        return made - texts.size();
    }
}

package caravan.principles.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a sub-folder by name, so that the order in which a disk lists them does not matter. */
final class Listing {
    private Listing() {}

    /** Paths relative to the folder. Other files are problems, save hidden ones and what editors leave behind. */
    static List<String> of(Path folder, String subfolder, String ending, Problems problems) {
        List<String> files = new ArrayList<>();
        try (Stream<Path> listed = Files.list(folder.resolve(subfolder))) {
            for (String name :
                    listed.map(path -> path.getFileName().toString()).sorted().toList()) {
                if (name.startsWith(".") || name.endsWith("~")) {
                    continue;
                }
                if (name.endsWith(ending)) {
                    files.add(subfolder + "/" + name);
                } else {
                    problems.add(subfolder + "/" + name, 0, "only files that end in " + ending + " belong here");
                }
            }
        } catch (IOException e) {
            problems.add(subfolder, 0, "folder cannot be read: " + e);
        }
        return files;
    }
}

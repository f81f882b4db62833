package caravan.streams.collect;

import java.io.IOException;
import java.nio.file.Path;

/** The few things that the writer does to a disk; each is done, and will survive a power cut, when it returns. */
interface Disk {
    /** Makes a folder and those above it, unless they are there. */
    void makeFolder(Path folder) throws IOException;

    /** Writes a whole file and syncs its bytes. A crash may leave it torn, so nobody may read it under this name. */
    void write(Path file, byte[] bytes) throws IOException;

    /** Gives a file another name in the same folder, replacing what has that name, and syncs the folder. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;
}

package caravan.cli.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file system of a few MiB in memory, which can be filled, grown and made read-only. Mounting needs root. */
record SmallDisk(Path folder) implements AutoCloseable {
    /** Empty where this process may not mount. */
    static Optional<SmallDisk> mountedAt(Path folder, int mebibytes) throws IOException {
        return succeeds("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder))
                : Optional.empty();
    }

    void grow(int mebibytes) throws IOException {
        require("mount", "-o", "remount,size=" + mebibytes + "m", folder.toString());
    }

    void makeReadOnly() throws IOException {
        require("mount", "-o", "remount,ro", folder.toString());
    }

    @Override
    public void close() throws IOException {
        require("umount", folder.toString());
    }

    private static void require(String... command) throws IOException {
        if (!succeeds(command)) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(List.of(command))
                            .inheritIO()
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException e) {
            if (command[0].equals("mount")) {
                return false; // a system without it
            }
            throw e;
        }
    }
}

package caravan.cli.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A folder that this process alone writes, found fit before anything is started in it: it can be written, has room, and
 * no other process holds it. The lock goes with the process, however it ends.
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK_FILE = "caravan.lock";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Creates the folder if it is missing, and holds it until {@link #close()}. */
    static DataFolder hold(Path folder, long freeBytesMin) {
        Path path = folder.toAbsolutePath().normalize();
        FileChannel lockFile = openLockFile(path);
        try {
            lock(path, lockFile);
            requireSpace(path, freeBytesMin);
            return new DataFolder(path, lockFile);
        } catch (IOException | RuntimeException e) {
            closeQuietly(lockFile, e);
            throw e instanceof EmbeddedStartException known ? known : unwritable(path, e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        closeQuietly(lockFile, null);
    }

    private static FileChannel openLockFile(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new EmbeddedStartException("data folder " + path + ": is a file, a folder is needed");
        }
        try {
            Files.createDirectories(path);
            return FileChannel.open(
                    path.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static void lock(Path path, FileChannel lockFile) throws IOException {
        if (!tryLock(lockFile)) {
            throw new EmbeddedStartException("data folder " + path + ": is in use by process " + holder(lockFile)
                    + ", one process at a time can write it; stop that one, or name another folder");
        }
        lockFile.truncate(0);
        lockFile.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean tryLock(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static String holder(FileChannel lockFile) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        lockFile.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    }

    private static void requireSpace(Path path, long freeBytesMin) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < freeBytesMin) {
            throw new EmbeddedStartException("data folder " + path + ": its disk has " + (free >> 20)
                    + " MiB free, at least " + (freeBytesMin >> 20) + " MiB are needed");
        }
    }

    private static EmbeddedStartException unwritable(Path path, Exception cause) {
        return new EmbeddedStartException("data folder " + path + ": cannot be written: " + cause, cause);
    }

    private static void closeQuietly(FileChannel lockFile, @Nullable Exception first) {
        try {
            lockFile.close();
        } catch (IOException e) {
            // The lock is gone with the channel either way.
            if (first != null) {
                first.addSuppressed(e);
            }
        }
    }
}

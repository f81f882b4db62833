package caravan.streams.collect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A disk that stops after so many operations; a write that it stops in leaves a torn file. */
final class CrashingDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private int operationsLeft;

    CrashingDisk(int operationsLeft) {
        this.operationsLeft = operationsLeft;
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        disk.makeFolder(folder);
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        if (operationsLeft == 0) {
            disk.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        }
        spend();
        disk.write(file, bytes);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        spend();
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        spend();
        disk.delete(file);
    }

    private void spend() throws IOException {
        if (operationsLeft-- == 0) {
            throw new IOException("power cut");
        }
    }
}

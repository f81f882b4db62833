package caravan.bench.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process that is resident, as Linux counts it. */
public final class ResidentMemory {
    private ResidentMemory() {}

    /** Now. */
    public static long bytes() throws IOException {
        return line("VmRSS:");
    }

    /** The most since {@link #resetPeak}. */
    static long peakBytes() throws IOException {
        return line("VmHWM:");
    }

    static void resetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    }

    private static long line(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}

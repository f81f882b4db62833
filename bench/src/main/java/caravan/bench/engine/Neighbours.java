package caravan.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of the processors others used since this was made: figures taken beside busy neighbours are worth little.
 */
final class Neighbours {
    /** Linux counts processor time in hundredths of a second. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int STEAL = 7;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long startNanos = System.nanoTime();
    private final double start = othersSeconds();

    Neighbours() throws IOException {}

    /** Processors that others kept busy on average, 0 at best. */
    double processors() throws IOException {
        return Math.max(0, othersSeconds() - start) / ((System.nanoTime() - startNanos) / 1e9);
    }

    private double othersSeconds() throws IOException {
        // "cpu" user nice system idle iowait irq softirq steal guest ..; guests are in user already.
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+", -1);
        double busy = 0;
        for (int i = 0; i <= STEAL; i++) {
            busy += i == IDLE || i == WAITING ? 0 : Long.parseLong(fields[i + 1]);
        }
        return busy / TICKS_PER_SECOND - system.getProcessCpuTime() / 1e9;
    }
}

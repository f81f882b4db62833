package caravan.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What time is, for the race. */
enum Clock {
    /** Time that passes. */
    WALL,
    /**
     * Processor time of this process, with one thread for each engine: on a machine that others use it comes nearer to
     * the truth than the wall does, though caches and memory are shared with them all the same.
     */
    PROCESSOR;

    long nanos() {
        return this == WALL
                ? System.nanoTime()
                : ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    double secondsSince(long start) {
        return (nanos() - start) / 1e9;
    }
}

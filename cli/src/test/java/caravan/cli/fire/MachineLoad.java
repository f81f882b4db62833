package caravan.cli.fire;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much the machine had to do while something was measured: its load average over a minute, looked at now and then
 * by a thread of its own. What else ran there is in it, and figures are worth as much as it was small.
 */
final class MachineLoad {
    private static final long EVERY_MILLIS = 5_000;

    private final List<Double> seen = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "machine-load");

    private MachineLoad() {}

    static MachineLoad begin() {
        MachineLoad load = new MachineLoad();
        load.note();
        load.thread.setDaemon(true);
        load.thread.start();
        return load;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                note();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note() {
        seen.add(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** The least, the median and the most, and no more is watched. */
    synchronized String end() {
        thread.interrupt();
        List<Double> sorted = new ArrayList<>(seen);
        sorted.sort(null);
        return String.format(
                Locale.ROOT,
                "load %.1f, %.1f, %.1f",
                sorted.get(0),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() - 1));
    }
}

package caravan.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the processor packages used since this process began to look, as Linux tells it (powercap). Nothing where the
 * kernel does not tell or only root may read it, which is so on most virtual machines. Not thread-safe.
 */
final class Energy {
    private static final Logger LOG = LoggerFactory.getLogger(Energy.class);
    private static final Path POWERCAP = Path.of("/sys/class/powercap");

    private final List<Counter> packages = new ArrayList<>();
    private double joules;

    /** One counter, in microjoules, that begins anew past its range. */
    private static final class Counter {
        private final Path file;
        private final long range;
        private long last;

        Counter(Path folder) throws IOException {
            file = folder.resolve("energy_uj");
            range = number(folder.resolve("max_energy_range_uj"));
            last = number(file);
        }

        long more() throws IOException {
            long now = number(file);
            long more = now >= last ? now - last : now + range - last;
            last = now;
            return more;
        }

        private static long number(Path file) throws IOException {
            return Long.parseLong(Files.readString(file).strip());
        }
    }

    Energy() {
        this(POWERCAP);
    }

    Energy(Path powercap) {
        // Packages only: what lies below one, such as its cores, is counted by it.
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(powercap, "*-rapl:[0-9]")) {
            for (Path folder : folders) {
                packages.add(new Counter(folder));
            }
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            LOG.info("no energy is shown: {}", e.toString());
            packages.clear();
        }
    }

    /** Joules so far; empty where that is not known. */
    Optional<Double> joules() {
        if (packages.isEmpty()) {
            return Optional.empty();
        }
        try {
            for (Counter each : packages) {
                joules += each.more() / 1e6;
            }
        } catch (IOException | NumberFormatException e) {
            LOG.warn("energy is shown no more", e);
            packages.clear();
            return Optional.empty();
        }
        return Optional.of(joules);
    }
}

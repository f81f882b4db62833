package caravan.cli.host;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, closed in the opposite order; a part that fails to close does not keep the others open.
 * Closing twice is closing once. Not thread-safe.
 */
final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable closeable) {}

    void add(String name, AutoCloseable closeable) {
        parts.push(new Part(name, closeable));
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                LOG.info("stopping {}", part.name());
                part.closeable().close();
            } catch (Exception e) {
                LOG.error("{} did not stop cleanly", part.name(), e);
            }
        }
    }
}

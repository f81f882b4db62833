package caravan.cli.console;

import io.javalin.http.sse.SseClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The pages that are open. Each is told every look, unless it has not taken the last one yet: a page that reads slowly
 * holds up nobody, and misses looks. Thread-safe.
 */
final class Onlookers implements AutoCloseable {
    private static final int MAX = 64;

    private final Map<SseClient, AtomicBoolean> isBusyByClient = new ConcurrentHashMap<>();
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, MAX, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, OwnCost.PREFIX + "-events");
                thread.setDaemon(true);
                return thread;
            });

    /** Lets a page in, and tells it the latest look at once. Past {@value #MAX} it is sent away and comes again. */
    void add(SseClient client, String latest) {
        if (isBusyByClient.size() >= MAX) {
            client.close();
            return;
        }
        client.keepAlive();
        client.onClose(() -> isBusyByClient.remove(client));
        client.sendEvent("look", latest);
        isBusyByClient.put(client, new AtomicBoolean());
    }

    void tell(String look) {
        isBusyByClient.forEach((client, isBusy) -> {
            if (isBusy.compareAndSet(false, true)) {
                threads.execute(() -> {
                    try {
                        client.sendEvent("look", look);
                    } finally {
                        isBusy.set(false);
                    }
                });
            }
        });
    }

    int count() {
        return isBusyByClient.size();
    }

    @Override
    public void close() {
        isBusyByClient.keySet().forEach(SseClient::close);
        threads.shutdownNow();
    }
}

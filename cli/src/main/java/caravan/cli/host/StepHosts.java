package caravan.cli.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All steps at work, stopped side by side: each waits for its own transactions. Not thread-safe. */
final class StepHosts implements AutoCloseable {
    private final List<StepHost> hosts = new ArrayList<>();

    void start(StepHost host) {
        hosts.add(host);
        host.start();
    }

    @Override
    public void close() {
        List<CompletableFuture<Void>> closing = hosts.stream()
                .map(host -> {
                    CompletableFuture<Void> closed = new CompletableFuture<>();
                    new Thread(
                                    () -> {
                                        host.close();
                                        closed.complete(null);
                                    },
                                    "stop-" + host.name())
                            .start();
                    return closed;
                })
                .toList();
        closing.forEach(CompletableFuture::join);
    }
}

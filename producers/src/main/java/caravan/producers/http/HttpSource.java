package caravan.producers.http;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Opening;
import caravan.producers.PromptSource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives what is pushed to its server, and lets the senders know once it is committed. */
final class HttpSource implements PromptSource {
    private final Inbox inbox;
    private final PromptServer server;

    private HttpSource(Inbox inbox, PromptServer server) {
        this.inbox = inbox;
        this.server = server;
    }

    static HttpSource open(HttpSettings settings, Opening opening) throws IOException {
        Inbox inbox = new Inbox(opening.source(), opening.recentIds().get());
        return new HttpSource(inbox, PromptServer.start(settings, opening.source(), inbox, opening.isDeep()));
    }

    @Override
    public Batch next(int entriesMax, Duration wait) throws InterruptedException {
        List<Entry> entries = inbox.take(entriesMax, wait);
        return entries.isEmpty() ? Batch.NOTHING : new Batch(entries, Map.of(), false);
    }

    @Override
    public void committed(long entries) {
        inbox.committed(entries);
    }

    /** How many were pushed and are not taken yet. */
    int waiting() {
        return inbox.waiting();
    }

    @Override
    public Optional<String> address() {
        return Optional.of(server.address());
    }

    @Override
    public void close() {
        inbox.close();
        server.close();
    }
}

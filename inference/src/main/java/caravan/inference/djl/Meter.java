package caravan.inference.djl;

import caravan.inference.Load;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the engine counts, written by its thread and read by any. */
final class Meter {
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicLong prefillTokens = new AtomicLong();
    final AtomicLong cachedTokens = new AtomicLong();
    final AtomicLong decodeTokens = new AtomicLong();
    final AtomicLong steps = new AtomicLong();

    Load load() {
        return new Load(
                waiting.get(), running.get(), prefillTokens.get(), cachedTokens.get(), decodeTokens.get(), steps.get());
    }
}

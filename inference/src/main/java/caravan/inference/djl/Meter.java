package caravan.inference.djl;

import caravan.inference.Load;
import caravan.inference.ModelException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * What a replica of the engine counts, written by its thread and read by any. Meters begin with
 * {@code caravan.engine.}; those of a state are tagged with the replica's number:
 *
 * <ul>
 *   <li>{@code step{kind}}: time of native steps; {@code prefill}, {@code decode} and {@code score}
 *   <li>{@code tokens{kind}}: tokens that these computed, and {@code cached} ones taken from a prefix
 *   <li>{@code batch}: rows of each decode step
 *   <li>{@code queue} and {@code first.token}: time from submission to the first step and to the first token
 *   <li>{@code prefix{result}}: calls that found their prefix ({@code hit}) or had it computed ({@code miss})
 *   <li>{@code waiting}, {@code running}: calls
 *   <li>{@code cache.bytes}, {@code cache.bytes.max}, {@code prefixes}: use of the key-value budget
 *   <li>{@code swaps}: versions loaded and let go
 *   <li>{@code ended{reason}}: calls that ended before they were done
 * </ul>
 */
final class Meter {
    private static final Duration[] BOUNDS = LongStream.of(
                    10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicLong cacheBytes = new AtomicLong();
    final AtomicInteger prefixes = new AtomicInteger();
    private final AtomicLong prefillTokens = new AtomicLong();
    private final AtomicLong cachedTokens = new AtomicLong();
    private final AtomicLong decodeTokens = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final MeterRegistry registry;
    private final DistributionSummary batch;
    private final Timer queue;
    private final Timer firstToken;
    private final Counter swaps;

    Meter(MeterRegistry registry, EngineSettings settings, int replica) {
        Tags tags = Tags.of("replica", String.valueOf(replica));
        this.registry = registry;
        this.batch = registry.summary("caravan.engine.batch");
        this.queue = timer(registry, "caravan.engine.queue");
        this.firstToken = timer(registry, "caravan.engine.first.token");
        this.swaps = registry.counter("caravan.engine.swaps");
        registry.gauge("caravan.engine.waiting", tags, waiting);
        registry.gauge("caravan.engine.running", tags, running);
        registry.gauge("caravan.engine.cache.bytes", tags, cacheBytes);
        registry.gauge("caravan.engine.prefixes", tags, prefixes);
        registry.gauge("caravan.engine.cache.bytes.max", tags, settings, EngineSettings::cacheBytesMax);
    }

    private static Timer timer(MeterRegistry registry, String name) {
        return Timer.builder(name).serviceLevelObjectives(BOUNDS).register(registry);
    }

    /** A native step that computed so many tokens of prompts. */
    void prefilled(int tokens, long nanos) {
        prefillTokens.addAndGet(tokens);
        count("prefill", tokens, nanos);
    }

    /** A native step that computed so many tokens to be scored. */
    void scored(int tokens, long nanos) {
        prefillTokens.addAndGet(tokens);
        count("score", tokens, nanos);
    }

    /** A native step that took so many sequences one token further. */
    void decoded(int rows, long nanos) {
        decodeTokens.addAndGet(rows);
        steps.incrementAndGet();
        batch.record(rows);
        count("decode", rows, nanos);
    }

    /** A first token, which prefill draws. */
    void drewFirst() {
        decodeTokens.incrementAndGet();
    }

    /** A call that found so many tokens of its prefix. */
    void foundPrefix(int tokens) {
        cachedTokens.addAndGet(tokens);
        registry.counter("caravan.engine.tokens", "kind", "cached").increment(tokens);
        registry.counter("caravan.engine.prefix", "result", "hit").increment();
    }

    void missedPrefix() {
        registry.counter("caravan.engine.prefix", "result", "miss").increment();
    }

    void queued(long nanos) {
        queue.record(Duration.ofNanos(nanos));
    }

    void answeredFirst(long nanos) {
        firstToken.record(Duration.ofNanos(nanos));
    }

    void swapped() {
        swaps.increment();
    }

    /** A call that ended before it was done, by cancellation or so. */
    void ended(Throwable why) {
        String reason = why instanceof ModelException known ? known.reason() : "cancelled";
        registry.counter("caravan.engine.ended", "reason", reason).increment();
    }

    Load load() {
        return new Load(
                waiting.get(), running.get(), prefillTokens.get(), cachedTokens.get(), decodeTokens.get(), steps.get());
    }

    private void count(String kind, int tokens, long nanos) {
        registry.counter("caravan.engine.tokens", "kind", kind).increment(tokens);
        registry.timer("caravan.engine.step", "kind", kind).record(Duration.ofNanos(nanos));
    }
}

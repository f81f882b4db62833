package caravan.inference.djl;

import caravan.inference.Load;
import caravan.inference.ModelFiles;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The engine once for each device, all with the same versions. A call goes, when it is encoded, to the replica that has
 * the fewest open ones, and stays there. Thread-safe.
 */
final class Replicas {
    private final List<Replica> replicas;

    private record Replica(EngineThread engine, AtomicInteger open) {}

    private Replicas(List<Replica> replicas) {
        this.replicas = replicas;
    }

    static Replicas start(EngineSettings settings, MeterRegistry meters) {
        var replicas = new ArrayList<Replica>();
        try {
            for (EngineSettings each : settings.replicas()) {
                EngineThread engine = EngineThread.start(each, new Meter(meters, each, replicas.size()));
                replicas.add(new Replica(engine, new AtomicInteger()));
            }
        } catch (RuntimeException e) {
            replicas.forEach(replica -> replica.engine().stop());
            throw e;
        }
        return new Replicas(List.copyOf(replicas));
    }

    EngineThread leastBusy() {
        return replicas.stream()
                .min(Comparator.comparingInt(replica -> replica.open().get()))
                .orElseThrow()
                .engine();
    }

    void submit(EngineThread engine, Job job) {
        AtomicInteger open = replicas.stream()
                .filter(replica -> replica.engine() == engine)
                .findFirst()
                .orElseThrow()
                .open();
        open.incrementAndGet();
        CompletableFuture<?> unused = job.future().whenComplete((answer, thrown) -> open.decrementAndGet());
        engine.submit(job);
    }

    CompletableFuture<Void> load(ModelFiles files) {
        return all(replicas.stream().map(replica -> replica.engine().load(files)));
    }

    CompletableFuture<Void> unload(String version) {
        return all(replicas.stream().map(replica -> replica.engine().unload(version)));
    }

    /** Those that every replica has. */
    Set<String> versions() {
        return replicas.stream()
                .map(replica -> replica.engine().versions())
                .reduce((a, b) -> {
                    var both = new HashSet<>(a);
                    both.retainAll(b);
                    return both;
                })
                .orElseThrow();
    }

    Optional<Integer> contextTokensMax(String version) {
        return replicas.get(0)
                .engine()
                .find(version)
                .map(found -> found.base().config().contextTokensMax());
    }

    CompletableFuture<Optional<TrainableDecoder>> adapt(
            String version, LoraConfig lora, long seed, TrainingSettings training) {
        return replicas.get(0).engine().adapt(version, lora, seed, training);
    }

    Load load() {
        return replicas.stream()
                .map(replica -> replica.engine().meter().load())
                .reduce((a, b) -> new Load(
                        a.waiting() + b.waiting(),
                        a.running() + b.running(),
                        a.prefillTokens() + b.prefillTokens(),
                        a.cachedTokens() + b.cachedTokens(),
                        a.decodeTokens() + b.decodeTokens(),
                        a.steps() + b.steps()))
                .orElseThrow();
    }

    void stop() {
        replicas.forEach(replica -> replica.engine().stop());
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> each) {
        List<CompletableFuture<Void>> futures = each.toList();
        return futures.size() == 1
                ? futures.get(0)
                : CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}

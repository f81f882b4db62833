package caravan.inference.djl;

import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching: calls join the batch and leave it between two decode steps (Orca, Yu et al. 2022). Belongs to
 * the engine's thread.
 */
final class Batcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    private final int sequencesMax;
    private final Meter meter;
    private final PrefixCache prefixes;
    private final Sampler sampler = new Sampler();
    private final PriorityQueue<Sequence> waiting = new PriorityQueue<>();
    private final Map<LaneKey, Lane> lanes = new LinkedHashMap<>();

    Batcher(EngineSettings settings, Meter meter) {
        this.sequencesMax = settings.sequencesMax();
        this.meter = meter;
        this.prefixes = new PrefixCache(settings.prefixesMax());
    }

    /** What a lane's sequences have in common; the prefix's hash is empty where there is none. */
    private record LaneKey(String version, String prefix, int shared) {
        PrefixCache.Key prefixKey() {
            return new PrefixCache.Key(version, prefix);
        }
    }

    void submit(Sequence sequence) {
        waiting.add(sequence);
        count();
    }

    boolean isIdle() {
        return waiting.isEmpty() && lanes.isEmpty();
    }

    /** Lets calls in as far as there is room, then takes every sequence one token further. */
    void turn() {
        Instant now = Instant.now();
        waiting.forEach(sequence -> sequence.expire(now));
        lanes.values().forEach(lane -> lane.sequences().forEach(sequence -> sequence.expire(now)));
        waiting.removeIf(sequence -> sequence.future().isDone());
        lanes.values().forEach(Lane::removeDone);
        admit();
        for (var entry : List.copyOf(lanes.entrySet())) {
            Lane lane = entry.getValue();
            guard(entry.getKey(), lane.sequences(), () -> {
                if (!lane.sequences().isEmpty()) {
                    meter.decodeTokens.addAndGet(lane.step());
                    meter.steps.incrementAndGet();
                }
            });
        }
        lanes.values().removeIf(lane -> {
            if (lane.sequences().isEmpty()) {
                lane.close();
            }
            return lane.sequences().isEmpty();
        });
        prefixes.trim(
                key -> lanes.keySet().stream().anyMatch(lane -> lane.prefixKey().equals(key)));
        count();
    }

    /** Ends every call that is not done. */
    void fail(ModelException why) {
        waiting.forEach(sequence -> sequence.future().completeExceptionally(why));
        waiting.clear();
        for (Lane lane : lanes.values()) {
            lane.sequences().forEach(sequence -> sequence.future().completeExceptionally(why));
        }
        count();
    }

    @Override
    public void close() {
        lanes.values().forEach(Lane::close);
        lanes.clear();
        prefixes.close();
    }

    private void admit() {
        var newcomers = new LinkedHashMap<LaneKey, List<Sequence>>();
        int room = sequencesMax - running();
        while (room > 0 && !waiting.isEmpty()) {
            Sequence next = waiting.remove();
            String hash = next.call().prefix().map(prefix -> prefix.hash()).orElse("");
            var key = new LaneKey(next.served().version(), hash, next.prompt().shared());
            newcomers.computeIfAbsent(key, unused -> new ArrayList<>()).add(next);
            room--;
        }
        newcomers.forEach((key, sequences) -> guard(key, sequences, () -> admit(key, sequences)));
    }

    private void admit(LaneKey key, List<Sequence> newcomers) {
        Sequence first = newcomers.get(0);
        boolean cached = key.shared() == 0 || prefixes.has(key.prefixKey());
        for (Sequence newcomer : newcomers) {
            // The one for whom a prefix is computed has not had it from the cache.
            newcomer.start(cached || newcomer != first ? key.shared() : 0);
        }
        KeyValues prefix = first.served().base().noPrefix();
        if (key.shared() > 0) {
            prefix =
                    prefixes.get(key.prefixKey(), first.served(), first.prompt().prefix());
        }
        if (!cached) {
            meter.prefillTokens.addAndGet(first.prompt().prefix().length);
        }
        meter.cachedTokens.addAndGet((long) key.shared() * (newcomers.size() - (cached ? 0 : 1)));
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = new Lane(first.served(), prefix, key.shared(), sampler);
            lanes.put(key, lane);
        }
        meter.prefillTokens.addAndGet(lane.admit(newcomers));
        meter.decodeTokens.addAndGet(newcomers.size());
    }

    /** A native failure ends the calls of its lane, not the engine. */
    private void guard(LaneKey key, List<Sequence> sequences, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("a step of {} failed", key.version(), e);
            var why = new ModelException(
                    Kind.UNAVAILABLE, "engine-failure", "a step of the model failed: " + e.getMessage(), e);
            List.copyOf(sequences).forEach(sequence -> sequence.future().completeExceptionally(why));
            Optional.ofNullable(lanes.remove(key)).ifPresent(lane -> {
                lane.sequences().forEach(sequence -> sequence.future().completeExceptionally(why));
                lane.close();
            });
        }
    }

    private int running() {
        return lanes.values().stream().mapToInt(lane -> lane.sequences().size()).sum();
    }

    private void count() {
        meter.waiting.set(waiting.size());
        meter.running.set(running());
    }
}

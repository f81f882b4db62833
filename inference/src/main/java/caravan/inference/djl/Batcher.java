package caravan.inference.djl;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching: calls join the batch and leave it between two decode steps (Orca, Yu et al. 2022). A turn takes
 * every sequence of a base one token further by one native call, whatever their prefixes and adapters, and then
 * computes one chunk for those that arrive, so that nobody who decodes waits for more than a chunk. Belongs to the
 * engine's thread.
 */
final class Batcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    /** Tokens that a prefill takes at once while others decode, and while nobody does. */
    private static final int PREFILL_BESIDE_DECODE = 512;

    private static final int PREFILL_ALONE = 2_048;

    private final int sequencesMax;
    private final int prefixesMax;
    private final Meter meter;
    private final long cacheBytesMax;
    private final PrefixCache prefixes;
    private final Sampler sampler = new Sampler();
    private final WaitingLine waiting = new WaitingLine();
    private final Map<LaneKey, Lane> lanes = new LinkedHashMap<>();
    private final Scorings scorings = new Scorings();

    Batcher(EngineSettings settings, Meter meter) {
        this.sequencesMax = settings.sequencesMax();
        this.prefixesMax = settings.prefixesMax();
        this.meter = meter;
        this.prefixes = new PrefixCache(settings.prefixesMax());
        this.cacheBytesMax = settings.cacheBytesMax();
    }

    /** What a lane's sequences have in common; {@code alone} is 0 for those that share their steps with others. */
    private record LaneKey(String version, Optional<SharedPrefix> prefix, int shared, int lengthMax, long alone) {
        /** Lengths up to this share a lane; longer ones share it with those of the same power of two. */
        private static final int SHORT = 512;

        static LaneKey of(Sequence sequence) {
            int lengthMax = SHORT;
            while (lengthMax < sequence.ownTokensMax()) {
                lengthMax *= 2;
            }
            Optional<SharedPrefix> prefix = sequence.shared() == 0 ? Optional.empty() : sequence.prefix();
            long alone = sequence.call().sampling().reproducible() ? sequence.number() : 0;
            return new LaneKey(sequence.served().version(), prefix, sequence.shared(), lengthMax, alone);
        }
    }

    /** Takes a call that wants a place; refuses what would never fit. */
    void submit(Job job) {
        try {
            requireFitsAlone(job);
            waiting.add(job);
        } catch (ModelException e) {
            job.future().completeExceptionally(e);
        }
        count();
    }

    boolean isIdle() {
        return waiting.isEmpty() && lanes.isEmpty() && scorings.isEmpty() && prefixes.isFilled();
    }

    /** Lets calls in as far as there is room, takes every sequence one token further, and those that arrive a chunk. */
    void turn() {
        removeDone();
        admit();
        decode();
        prefill();
        removeDone();
        prefixes.trim();
        count();
    }

    /** Begins to compute for a version the prefixes that are in use on its base, so that its first calls find them. */
    void warm(Served served) {
        prefixes.tokensOf(served.base()).forEach((prefix, tokens) -> {
            var key = new PrefixCache.Key(served.version(), prefix);
            long bytes = tokens.length * served.base().cacheBytesPerToken();
            if (!prefixes.has(key) && prefixes.size() < prefixesMax && cacheBytes() + bytes <= cacheBytesMax) {
                prefixes.claim(key, served, tokens).release();
            }
        });
    }

    boolean isWarm() {
        return prefixes.isFilled();
    }

    /** Whether a version has calls that wait or run. */
    boolean uses(Served served) {
        return waiting.anyMatch(job -> job.served().equals(served))
                || lanes.values().stream().anyMatch(lane -> lane.served().equals(served))
                || scorings.stream().anyMatch(scoring -> scoring.served().equals(served));
    }

    /** Frees what is kept for a version without calls. */
    void forget(Served served) {
        prefixes.forget(served);
        count();
    }

    /** Ends every call that is not done. */
    void fail(ModelException why) {
        waiting.forEach(job -> job.future().completeExceptionally(why));
        waiting.clear();
        lanes.values().forEach(lane -> lane.fail(why));
        scorings.stream().forEach(scoring -> scoring.future().completeExceptionally(why));
        count();
    }

    /** Ends every call, and frees what was computed: of a failure between two steps nobody knows what it left. */
    void beginAnew(RuntimeException failure) {
        fail(failure("the model failed between two steps", failure));
        close();
        count();
    }

    @Override
    public void close() {
        lanes.values().forEach(Lane::close);
        lanes.clear();
        scorings.close();
        prefixes.close();
    }

    private void removeDone() {
        Instant now = Instant.now();
        waiting.forEach(job -> job.expire(now));
        waiting.removeDone();
        scorings.removeDone(now);
        lanes.values().forEach(lane -> lane.expire(now));
        lanes.values().removeIf(lane -> {
            lane.removeDone();
            if (lane.members() == 0) {
                lane.close();
            }
            return lane.members() == 0;
        });
    }

    private void admit() {
        while (!waiting.isEmpty()) {
            Job next = waiting.peek();
            boolean hasPlace = members() == 0 || members() + next.rows() <= sequencesMax;
            Optional<Boolean> sparing = hasPlace ? makeRoom(next) : Optional.empty();
            if (sparing.isEmpty()) {
                return;
            }
            waiting.remove();
            guard(List.of(next), () -> admit(next, sparing.get()));
        }
    }

    /** Whether there is room, and then whether only without slots to spare; lets go for it what nobody uses. */
    private Optional<Boolean> makeRoom(Job next) {
        while (true) {
            for (boolean sparing : new boolean[] {false, true}) {
                if (cacheBytes() + bytesMore(next, sparing) <= cacheBytesMax) {
                    return Optional.of(sparing);
                }
            }
            boolean freed = prefixes.evict() || lanes.values().stream().anyMatch(Lane::compact);
            if (!freed) {
                return Optional.empty();
            }
        }
    }

    private long bytesMore(Job next, boolean sparing) {
        long prefix = next.shared() == 0 || prefixes.has(prefixKey(next))
                ? 0
                : next.prompt().prefix().length * next.served().base().cacheBytesPerToken();
        if (next instanceof Sequence sequence) {
            Lane lane = lanes.get(LaneKey.of(sequence));
            return prefix + (lane == null ? Lane.bytesOfFirst(sequence, sparing) : lane.bytesMore(sequence, sparing));
        }
        return prefix + (next instanceof Scoring scoring ? scoring.bytes() : 0);
    }

    private void requireFitsAlone(Job job) {
        long prefix = job.shared() == 0 ? 0 : job.prompt().prefix().length;
        long own = job instanceof Scoring scoring
                ? scoring.bytes()
                : KeyValues.rounded(job.ownTokensMax()) * job.served().base().cacheBytesPerToken();
        long needed = prefix * job.served().base().cacheBytesPerToken() + own;
        if (needed > cacheBytesMax) {
            throw new ModelException(
                    Kind.BAD_CALL,
                    "cache-too-small",
                    "the call may need %d bytes of keys and values, and the cache has %d"
                            .formatted(needed, cacheBytesMax));
        }
    }

    private void admit(Job next, boolean sparing) {
        Optional<PrefixCache.Entry> prefix = Optional.empty();
        int cached = 0;
        if (next.shared() > 0) {
            if (prefixes.has(prefixKey(next))) {
                cached = next.shared();
                meter.foundPrefix(cached);
            } else {
                // Who has a prefix computed has not had it from the cache.
                meter.missedPrefix();
            }
            prefix = Optional.of(
                    prefixes.claim(prefixKey(next), next.served(), next.prompt().prefix()));
        }
        next.start(cached);
        if (next instanceof Scoring scoring) {
            scoring.claim(prefix);
            scorings.add(scoring);
        } else if (next instanceof Sequence sequence) {
            try {
                laneOf(sequence, prefix).receive(sequence, sparing);
            } catch (RuntimeException e) {
                prefix.ifPresent(PrefixCache.Entry::release);
                throw e;
            }
        }
    }

    private Lane laneOf(Sequence sequence, Optional<PrefixCache.Entry> prefix) {
        LaneKey key = LaneKey.of(sequence);
        return lanes.computeIfAbsent(
                key, absent -> new Lane(sequence.served(), prefix, sequence.shared(), key.alone() > 0, sampler));
    }

    private void decode() {
        var together = new LinkedHashMap<Object, List<Lane>>();
        for (Lane lane : lanes.values()) {
            if (!lane.sequences().isEmpty()) {
                Object company = lane.isAlone() ? lane : lane.served().base();
                together.computeIfAbsent(company, absent -> new ArrayList<>()).add(lane);
            }
        }
        for (List<Lane> company : together.values()) {
            // Neighbours of one adapter are multiplied with it by one call.
            company.sort(Comparator.comparing(lane -> lane.served().version()));
            List<Sequence> sequences =
                    company.stream().flatMap(lane -> lane.sequences().stream()).toList();
            guard(sequences, () -> decode(company, sequences));
        }
    }

    private void decode(List<Lane> company, List<Sequence> sequences) {
        long begin = System.nanoTime();
        BaseModel base = sequences.get(0).served().base();
        int vocabulary = base.config().vocabulary();
        var lengths = new int[sequences.size()];
        Arrays.fill(lengths, 1);
        var step = new Step(company.stream().map(Lane::decoding).toList());
        Predicted predicted = base.predict(step, lengths, Choosing.of(sequences, vocabulary));
        // Counted before anybody has an answer: who has one finds its tokens in the counts.
        meter.decoded(sequences.size(), System.nanoTime() - begin);
        predicted.advance(sequences, sampler, vocabulary);
    }

    private void prefill() {
        boolean decodes =
                lanes.values().stream().anyMatch(lane -> !lane.sequences().isEmpty());
        long begin = System.nanoTime();
        if (!prefixes.isFilled()) {
            boolean filled =
                    guard(waitingForAPrefix(), () -> meter.prefilled(prefixes.fillNext(), System.nanoTime() - begin));
            if (!filled) {
                prefixes.forgetUnfinished();
            }
        } else {
            lanes.values().stream()
                    .filter(Lane::canPrefill)
                    .findFirst()
                    .ifPresent(lane -> guard(lane.all(), () -> {
                        int tokens = lane.prefill(decodes ? PREFILL_BESIDE_DECODE : PREFILL_ALONE);
                        meter.prefilled(tokens, System.nanoTime() - begin);
                    }));
        }
        scorings.step(meter, this::guard);
    }

    /** Whose calls a failure of a prefix ends: which of them it was for is not worth knowing. */
    private List<Job> waitingForAPrefix() {
        var jobs = new ArrayList<Job>();
        lanes.values().stream().filter(lane -> !lane.isReady()).forEach(lane -> jobs.addAll(lane.all()));
        scorings.stream().filter(scoring -> !scoring.canStep()).forEach(jobs::add);
        return jobs;
    }

    /** A native failure ends the calls that it befell, not the engine. */
    private boolean guard(Collection<? extends Job> befallen, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException e) {
            LOG.error("a step for {} calls failed", befallen.size(), e);
            ModelException why = failure("a step of the model failed", e);
            befallen.forEach(job -> job.future().completeExceptionally(why));
            return false;
        }
    }

    private static ModelException failure(String what, RuntimeException cause) {
        return new ModelException(Kind.UNAVAILABLE, "engine-failure", what + ": " + cause.getMessage(), cause);
    }

    private static PrefixCache.Key prefixKey(Job job) {
        return new PrefixCache.Key(job.served().version(), job.prefix().orElseThrow());
    }

    private long cacheBytes() {
        return prefixes.bytes() + lanes.values().stream().mapToLong(Lane::bytes).sum() + scorings.bytes();
    }

    private int members() {
        return lanes.values().stream().mapToInt(Lane::members).sum() + scorings.rows();
    }

    private void count() {
        meter.waiting.set(waiting.size());
        meter.running.set(members());
        meter.cacheBytes.set(cacheBytes());
        meter.prefixes.set(prefixes.size());
    }
}

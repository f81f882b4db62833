package caravan.producers.sample;

import caravan.producers.Batch;
import caravan.producers.Entry;
import caravan.producers.Found;
import caravan.producers.PromptSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws seed tasks without putting them back, and begins anew when the pool is empty: each round has an order of its
 * own, the same for the same seed and pool. The position is the number of draws.
 */
final class SampleSource implements PromptSource {
    private final List<Found.Task> pool;
    private final long seed;
    private final long count;
    private long drawn;
    private long round = -1;
    private List<Found.Task> order = List.of();

    private SampleSource(List<Found.Task> pool, long seed, long count, long drawn) {
        this.pool = List.copyOf(pool);
        this.seed = seed;
        this.count = count;
        this.drawn = drawn;
    }

    /** @param count draws after which it ends; 0 never ends */
    static SampleSource open(List<Found.Task> pool, long seed, long count, Map<String, String> positions)
            throws IOException {
        if (pool.isEmpty()) {
            throw new IOException("the seed pool is empty");
        }
        return new SampleSource(pool, seed, count, Long.parseLong(positions.getOrDefault("", "0")));
    }

    @Override
    public Batch next(int entriesMax, Duration wait) {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < entriesMax && (count == 0 || drawn < count)) {
            entries.add(new Entry(Long.toString(drawn), draw()));
            drawn++;
        }
        boolean isEnd = count > 0 && drawn >= count;
        return entries.isEmpty() ? Batch.END : new Batch(entries, Map.of("", Long.toString(drawn)), isEnd);
    }

    private Found.Task draw() {
        long wanted = drawn / pool.size();
        if (wanted != round) {
            List<Found.Task> shuffled = new ArrayList<>(pool);
            Collections.shuffle(shuffled, new Random(seed * 31 + wanted));
            order = shuffled;
            round = wanted;
        }
        return order.get((int) (drawn % pool.size()));
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}

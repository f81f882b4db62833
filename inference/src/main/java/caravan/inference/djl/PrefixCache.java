package caravan.inference.djl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keys and values of shared prefixes, computed once for each model version and kept while they are in use or among the
 * most recently used. Belongs to the engine's thread.
 */
final class PrefixCache implements AutoCloseable {
    private static final int CHUNK = 512;

    private final int prefixesMax;
    private final Map<Key, KeyValues> entries = new LinkedHashMap<>(16, 0.75f, true);

    PrefixCache(int prefixesMax) {
        this.prefixesMax = prefixesMax;
    }

    /** A prefix by its content and by what computed it. Of the dtype there is one for each engine. */
    record Key(String version, String hash) {}

    boolean has(Key key) {
        return entries.containsKey(key);
    }

    /** The prefix's keys and values, computed unless they are there. */
    KeyValues get(Key key, Served served, int[] tokens) {
        KeyValues present = entries.get(key);
        if (present == null) {
            present = compute(served, tokens);
            entries.put(key, present);
        }
        return present;
    }

    /** Frees the least recently used beyond the limit, but none that is in use. */
    void trim(Predicate<Key> inUse) {
        var oldestFirst = entries.entrySet().iterator();
        int excess = entries.size() - prefixesMax;
        while (excess > 0 && oldestFirst.hasNext()) {
            var entry = oldestFirst.next();
            if (!inUse.test(entry.getKey())) {
                entry.getValue().close();
                oldestFirst.remove();
                excess--;
            }
        }
    }

    @Override
    public void close() {
        entries.values().forEach(KeyValues::close);
        entries.clear();
    }

    private static KeyValues compute(Served served, int[] tokens) {
        // Of exact length: what pads a prefix would be attended to.
        KeyValues prefix = served.base().allocate(1, tokens.length);
        for (int start = 0; start < tokens.length; start += CHUNK) {
            int[] chunk = Arrays.copyOfRange(tokens, start, Math.min(tokens.length, start + CHUNK));
            served.base()
                    .predict(
                            served.adapter(),
                            served.base().noPrefix(),
                            0,
                            prefix,
                            0,
                            new int[][] {chunk},
                            new int[] {chunk.length},
                            new int[] {start},
                            Choosing.plain(1));
        }
        return prefix;
    }
}

package caravan.inference.djl;

import caravan.inference.GenerationCall.SharedPrefix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys and values of shared prefixes, computed once for each model version and kept while they are in use or among the
 * most recently used. A prefix is computed chunk by chunk, always of the same size and alone, so that its numbers do
 * not depend on who else is served. Belongs to the engine's thread.
 */
final class PrefixCache implements AutoCloseable {
    private static final int CHUNK = 512;

    private final int prefixesMax;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    PrefixCache(int prefixesMax) {
        this.prefixesMax = prefixesMax;
    }

    /**
     * A prefix by its content and by what computed it: base and adapter. Of the dtype there is one for each engine. The
     * text is part of it, so that two texts under one hash are two prefixes, and nobody is answered behind the other's.
     */
    record Key(String version, SharedPrefix prefix) {}

    /** A prefix's keys and values, and how far they have come. */
    static final class Entry {
        private final Served served;
        private final int[] tokens;
        private final KeyValues caches;
        private int filled;
        private int users;

        private Entry(Served served, int[] tokens) {
            this.served = served;
            this.tokens = tokens;
            // Of exact length: what pads a prefix would be attended to.
            this.caches = served.base().allocate(1, tokens.length);
        }

        boolean isReady() {
            return filled == tokens.length;
        }

        KeyValues caches() {
            return caches;
        }

        int[] tokens() {
            return tokens;
        }

        /** Gives up one claim. */
        void release() {
            users--;
        }

        /** Computes the next chunk; returns its tokens. */
        private int fill() {
            int end = Math.min(tokens.length, filled + CHUNK);
            int[][] chunk = {Arrays.copyOfRange(tokens, filled, end)};
            KeyValues none = served.base().noPrefix();
            served.base()
                    .fill(new Step(List.of(new Rows(served.adapter(), none, 0, caches, 0, chunk, new int[] {filled}))));
            int computed = end - filled;
            filled = end;
            return computed;
        }
    }

    boolean has(Key key) {
        return entries.containsKey(key);
    }

    /** The prefix, which stays until it is released; its keys and values are there when it is ready. */
    Entry claim(Key key, Served served, int[] tokens) {
        Entry entry = entries.computeIfAbsent(key, absent -> new Entry(served, tokens));
        entry.users++;
        return entry;
    }

    /** Computes a chunk of a prefix that is not ready, for somebody if anybody waits; returns its tokens. */
    int fillNext() {
        Optional<Entry> next = entries.values().stream()
                .filter(entry -> !entry.isReady())
                .reduce((a, b) -> a.users > 0 || b.users == 0 ? a : b);
        return next.map(Entry::fill).orElse(0);
    }

    boolean isFilled() {
        return entries.values().stream().allMatch(Entry::isReady);
    }

    long bytes() {
        return entries.values().stream()
                .mapToLong(entry -> entry.caches.bytes())
                .sum();
    }

    int size() {
        return entries.size();
    }

    /** Tokens of the prefixes that versions of a base have, the least recently used first. */
    Map<SharedPrefix, int[]> tokensOf(BaseModel base) {
        var tokens = new LinkedHashMap<SharedPrefix, int[]>();
        entries.forEach((key, entry) -> {
            if (entry.served.base() == base) {
                tokens.put(key.prefix(), entry.tokens);
            }
        });
        return tokens;
    }

    /** Frees the least recently used that is not in use; false if there is none. */
    boolean evict() {
        var oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (entry.users == 0) {
                entry.caches.close();
                oldestFirst.remove();
                return true;
            }
        }
        return false;
    }

    /** Frees the least recently used beyond the limit, but none that is in use. */
    void trim() {
        while (entries.size() > prefixesMax && evict()) {
            // evict() did it
        }
    }

    /** Frees those of a version, which has no calls. */
    void forget(Served served) {
        entries.values().removeIf(entry -> {
            if (entry.served.equals(served)) {
                entry.caches.close();
            }
            return entry.served.equals(served);
        });
    }

    /** Drops those whose computation failed or never began, so that the next call for them begins anew. */
    void forgetUnfinished() {
        entries.values().removeIf(entry -> {
            if (!entry.isReady()) {
                entry.caches.close();
            }
            return !entry.isReady();
        });
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.caches.close());
        entries.clear();
    }
}

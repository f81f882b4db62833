package caravan.cli.audit;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One account's entries: how many came in under each id, and how many went out, by what became of them. Not
 * thread-safe.
 */
public final class Ledger {
    private final boolean isById;
    private final Map<String, long[]> entries = new HashMap<>();
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private long ins;
    private long outs;
    private long duplicates;

    /** An empty ledger; {@code isById} keeps every id, about 200 bytes each, and can tell which are missing. */
    Ledger(boolean isById) {
        this.isById = isById;
    }

    /** One came in. A second of the same id is a duplicate. */
    void in(String id) {
        in(id, 1);
        if (isById && entry(id)[0] > 1) {
            duplicates++;
        }
    }

    /** So many came in together. */
    void in(String id, long count) {
        ins += count;
        if (isById) {
            entry(id)[0] += count;
        }
    }

    /** One went out. */
    void out(String id, String outcome) {
        outs++;
        outcomes.merge(outcome, 1L, Long::sum);
        if (isById) {
            entry(id)[1]++;
        }
    }

    /** An entry that went out did not after all. */
    void takeBack(String id, String outcome) {
        outs--;
        outcomes.merge(outcome, -1L, Long::sum);
        if (isById) {
            entry(id)[1]--;
        }
    }

    /** Whether nothing ever came in or went out. */
    boolean isEmpty() {
        return ins == 0 && outs == 0;
    }

    /** How many came in. */
    public long ins() {
        return ins;
    }

    /** How many went out, by what became of them. */
    public SortedMap<String, Long> outcomes() {
        return Collections.unmodifiableSortedMap(outcomes);
    }

    /** How many of one outcome went out. */
    public long outcome(String name) {
        return outcomes.getOrDefault(name, 0L);
    }

    /** How many came in more than once. */
    public long duplicates() {
        return duplicates;
    }

    /** How many came in and did not go out yet. */
    public long pending() {
        return isById
                ? entries.values().stream()
                        .mapToLong(entry -> Math.max(0, entry[0] - entry[1]))
                        .sum()
                : Math.max(0, ins - outs);
    }

    /** Ids that came in and did not go out yet. */
    public List<String> pendingIds() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue()[0] > entry.getValue()[1])
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many went out that never came in, or more than came in. */
    public long surplus() {
        return isById
                ? entries.values().stream()
                        .mapToLong(entry -> Math.max(0, entry[1] - entry[0]))
                        .sum()
                : Math.max(0, outs - ins);
    }

    private long[] entry(String id) {
        return entries.computeIfAbsent(id, unknown -> new long[2]);
    }
}

package caravan.cli.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The latest records of each kind, {@value #KEPT} of them, newest first. Older ones are still found by their id,
 * through their lineage. Not thread-safe.
 */
final class Shelf {
    static final int KEPT = 4_000;
    static final int PAGE = 50;

    private final Map<String, Deque<Entry>> entries = new LinkedHashMap<>();
    private long count;

    /**
     * What is looked for; an empty field admits everything.
     *
     * @param kind of record
     * @param text that the text holds, in any case, or that the id begins with
     * @param step of a rejection
     * @param reason of a rejection
     * @param model which wrote it
     * @param before number of the entry that the page before ended with; 0 for the first page
     */
    record Query(String kind, String text, String step, String reason, String model, long before) {
        boolean admits(Entry entry) {
            return (before == 0 || entry.number() < before)
                    && (step.isEmpty() || step.equals(entry.step()))
                    && (reason.isEmpty() || reason.equals(entry.reason()))
                    && (model.isEmpty() || model.equals(entry.model()))
                    && (text.isEmpty()
                            || entry.id().startsWith(text)
                            || entry.text().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
        }
    }

    /** What was found, and whether there is more. */
    record Page(List<Entry> entries, boolean hasMore) {}

    long nextNumber() {
        return ++count;
    }

    void put(Entry entry) {
        Deque<Entry> ofKind = entries.computeIfAbsent(entry.kind(), unknown -> new ArrayDeque<>());
        ofKind.addFirst(entry);
        if (ofKind.size() > KEPT) {
            ofKind.removeLast();
        }
    }

    Page find(Query query) {
        List<Entry> found = new ArrayList<>();
        Iterator<Entry> left =
                entries.getOrDefault(query.kind(), new ArrayDeque<>()).iterator();
        while (left.hasNext()) {
            Entry entry = left.next();
            if (query.admits(entry)) {
                if (found.size() == PAGE) {
                    return new Page(found, true);
                }
                found.add(entry);
            }
        }
        return new Page(found, false);
    }
}

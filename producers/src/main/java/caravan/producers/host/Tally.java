package caravan.producers.host;

import caravan.producers.Entry;
import caravan.producers.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries, counted.
 *
 * @param kept those that became prompts
 * @param rejected those that did not, by reason
 */
record Tally(long kept, Map<String, Long> rejected) {
    static final Tally NOTHING = new Tally(0, Map.of());

    Tally {
        rejected = Map.copyOf(rejected);
    }

    static Tally of(List<Entry> entries) {
        long kept = 0;
        Map<String, Long> rejected = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.found() instanceof Found.Fault fault) {
                rejected.merge(fault.reason(), 1L, Long::sum);
            } else {
                kept++;
            }
        }
        return new Tally(kept, rejected);
    }

    Tally and(Tally more) {
        Map<String, Long> all = new HashMap<>(rejected);
        more.rejected.forEach((reason, count) -> all.merge(reason, count, Long::sum));
        return new Tally(kept + more.kept, all);
    }

    long entries() {
        return kept + rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}

package caravan.producers;

import java.util.List;
import java.util.SortedMap;

/**
 * What became of a source's lines, once the broker has acknowledged every one.
 *
 * @param prompts lines that became prompts
 * @param rejected lines that did not, by reason
 * @param details place and fault of the first that did not, at most {@value #DETAILS_MAX}
 */
public record Produced(long prompts, SortedMap<String, Long> rejected, List<String> details) {
    /** So many faults tell a person what is wrong with a file. */
    static final int DETAILS_MAX = 20;

    public Produced {
        details = List.copyOf(details);
    }

    /** Lines read: prompts and rejections, and nothing besides. */
    public long lines() {
        return prompts + rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}

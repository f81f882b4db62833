package caravan.producers;

import java.util.SortedMap;

/**
 * What became of a source's lines, once the broker has acknowledged every one.
 *
 * @param prompts lines that became prompts
 * @param rejected lines that did not, by reason
 */
public record Produced(long prompts, SortedMap<String, Long> rejected) {
    /** Lines read: prompts and rejections, and nothing besides. */
    public long lines() {
        return prompts + rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}

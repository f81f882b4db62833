package caravan.producers;

import java.util.List;
import java.util.Map;

/**
 * What a source gives at once, and where it then stands. Both are committed in one transaction, or neither is.
 *
 * @param entries in the source's order; may be empty
 * @param positions for each part of the source that was read, from where to go on; a source without parts names its one
 *     part with an empty text
 * @param isEnd whether nothing will ever follow
 */
public record Batch(List<Entry> entries, Map<String, String> positions, boolean isEnd) {
    /** Nothing now. */
    public static final Batch NOTHING = new Batch(List.of(), Map.of(), false);
    /** Nothing ever. */
    public static final Batch END = new Batch(List.of(), Map.of(), true);

    public Batch {
        entries = List.copyOf(entries);
        positions = Map.copyOf(positions);
    }

    /** Entries of a source without parts. */
    public static Batch of(List<Entry> entries, String position) {
        return new Batch(entries, Map.of("", position), false);
    }
}

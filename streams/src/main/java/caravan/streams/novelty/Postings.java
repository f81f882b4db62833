package caravan.streams.novelty;

import java.util.Arrays;

/**
 * For each element, the texts that have it in their prefix, in the order they came. A posting is one {@code long}: the
 * text's place, its length, and how many of its elements stand from this one on. Not thread-safe.
 */
final class Postings {
    private static final int LENGTH_BITS = 19;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    /** Most tokens of a text: more than a record of Kafka's usual 1 MB can hold. */
    static final int LENGTH_MAX = LENGTH_MASK;
    /** Most texts of one index: 2^26, about 67 million. */
    static final int TEXTS_MAX = 1 << (Long.SIZE - 2 * LENGTH_BITS);

    private static final long[] NONE = {};

    private long[][] lists = new long[1 << 10][];
    private int[] sizes = new int[1 << 10];

    /** Forgets all. */
    void clear() {
        Arrays.fill(lists, null);
        Arrays.fill(sizes, 0);
    }

    /** Adds a text to an element's list. */
    void add(int element, int place, int length, int remaining) {
        if (element >= lists.length) {
            int capacity = Math.max(element + 1, 2 * lists.length);
            lists = Arrays.copyOf(lists, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
        }
        long[] list = lists[element];
        int size = sizes[element];
        if (list == null) {
            list = new long[1];
        } else if (size == list.length) {
            list = Arrays.copyOf(list, size + Math.max(1, size / 2));
        }
        list[size] = ((long) place << LENGTH_BITS | length) << LENGTH_BITS | remaining;
        lists[element] = list;
        sizes[element] = size + 1;
    }

    /** The list of an element; only its first {@link #size} postings count. */
    long[] list(int element) {
        return element >= lists.length || lists[element] == null ? NONE : lists[element];
    }

    /** How many postings an element has. */
    int size(int element) {
        return element >= sizes.length ? 0 : sizes[element];
    }

    static int place(long posting) {
        return (int) (posting >>> (2 * LENGTH_BITS));
    }

    static int length(long posting) {
        return (int) (posting >>> LENGTH_BITS) & LENGTH_MASK;
    }

    static int remaining(long posting) {
        return (int) posting & LENGTH_MASK;
    }
}

package caravan.streams.novelty;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers tokens, and elements: the k-th occurrence of a token in its text is an element of its own, so that a text is
 * a set of elements. Elements have one total order, rarest first, which stands still between two freezes. Not
 * thread-safe.
 */
final class Elements {
    /** The number of a token, or an element, that no text in the index has. */
    static final int UNKNOWN = -1;

    private final Map<String, Integer> tokens = new HashMap<>();
    private final Map<Long, Integer> laterOccurrences = new HashMap<>();
    private int[] firstOccurrences = new int[1 << 10]; // by token
    private int[] texts = new int[1 << 10]; // by element, how many texts have it
    private int[] frozen = new int[0]; // by element, the same when the order was last frozen
    private int size;

    /** The numbers of the tokens; those of new ones are made if {@code learning}, else {@link #UNKNOWN}. */
    int[] tokens(List<String> text, boolean learning) {
        int[] numbers = new int[text.size()];
        for (int i = 0; i < numbers.length; i++) {
            Integer known = tokens.get(text.get(i));
            numbers[i] = known != null ? known : learning ? newToken(text.get(i)) : UNKNOWN;
        }
        return numbers;
    }

    /** The elements of a text of token numbers, each with its rank, in the frozen order: unknown ones come first. */
    long[] ordered(int[] text, int from, int to, boolean learning) {
        long[] ranked = new long[to - from];
        int[] sorted = Arrays.copyOfRange(text, from, to);
        Arrays.sort(sorted);
        int occurrence = 0;
        for (int i = 0; i < sorted.length; i++) {
            occurrence = i > 0 && sorted[i] == sorted[i - 1] ? occurrence + 1 : 0;
            int element = sorted[i] == UNKNOWN ? UNKNOWN : element(sorted[i], occurrence, learning);
            ranked[i] = element == UNKNOWN ? UNKNOWN : rank(element);
        }
        Arrays.sort(ranked);
        return ranked;
    }

    /** The element that a rank was made of; {@link #UNKNOWN} of an unknown one's. */
    static int elementOf(long ranked) {
        return (int) ranked;
    }

    /** Counts one more text that has these elements. */
    void count(long[] ranked) {
        for (long one : ranked) {
            texts[elementOf(one)]++;
        }
    }

    /** Orders the elements by how many texts have them now. */
    void freeze() {
        frozen = Arrays.copyOf(texts, size);
    }

    /** How many elements there are. */
    int size() {
        return size;
    }

    private long rank(int element) {
        long frequency = element < frozen.length ? frozen[element] : 0;
        return frequency << Integer.SIZE | element;
    }

    private int newToken(String token) {
        int number = tokens.size();
        tokens.put(token, number);
        if (number == firstOccurrences.length) {
            firstOccurrences = Arrays.copyOf(firstOccurrences, 2 * number);
        }
        firstOccurrences[number] = newElement();
        return number;
    }

    private int element(int token, int occurrence, boolean learning) {
        if (occurrence == 0) {
            return firstOccurrences[token];
        }
        long later = (long) occurrence << Integer.SIZE | token;
        Integer known = laterOccurrences.get(later);
        if (known == null && learning) {
            known = newElement();
            laterOccurrences.put(later, known);
        }
        return known == null ? UNKNOWN : known;
    }

    private int newElement() {
        if (size == texts.length) {
            texts = Arrays.copyOf(texts, 2 * size);
        }
        return size++;
    }
}

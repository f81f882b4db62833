package caravan.streams.novelty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An exact index for the ROUGE-L filter: finds a near-duplicate if and only if comparing with every text would, and
 * verifies about one pair in a hundred.
 *
 * <p>It is the prefix filter of set-similarity joins (Chaudhuri et al. 2006, Bayardo et al. 2007) on tokens made
 * distinct by their occurrence. A common subsequence of c tokens needs c common elements; so if all texts sort their m
 * elements by one total order, two near texts share one among their first {@code m - c + 1}. Rarest first keeps those
 * lists short. The order must not change under the index: it is taken from the texts each time their number has
 * doubled, and all are indexed again. Not thread-safe.
 */
final class NearDuplicates {
    private static final int FIRST_REORDERING = 64;

    private final List<int[]> texts = new ArrayList<>();
    private final List<Long> labels = new ArrayList<>();
    private final Map<String, Integer> tokenNumbers = new HashMap<>();
    private final Map<Element, List<Integer>> index = new HashMap<>();
    private Map<Integer, Integer> frequencies = Map.of();
    private int nextReordering = FIRST_REORDERING;
    private long verified;

    /** A text's near-duplicate: its label and the measure. */
    record Match(long label, double f) {}

    /** The k-th occurrence of a token. */
    private record Element(int token, int occurrence) {}

    /** Adds a text under a label. */
    void add(long label, List<String> tokens) {
        int[] text = numbered(tokens);
        texts.add(text);
        labels.add(label);
        if (texts.size() < nextReordering) {
            index(texts.size() - 1);
        } else {
            nextReordering = 2 * texts.size();
            reorder();
        }
    }

    /** The earliest text that is near. */
    Optional<Match> find(List<String> tokens) {
        int[] text = numbered(tokens);
        TreeSet<Integer> candidates = new TreeSet<>();
        for (Element element : prefix(text)) {
            candidates.addAll(index.getOrDefault(element, List.of()));
        }
        CommonSubsequence common = new CommonSubsequence(text);
        for (int candidate : candidates) {
            int[] other = texts.get(candidate);
            int m = text.length;
            int n = other.length;
            if (Math.min(m, n) < RougeL.lengthMin(Math.max(m, n))) {
                continue;
            }
            verified++;
            int l = common.lengthWith(other);
            if (RougeL.isNear(l, m, n)) {
                return Optional.of(new Match(labels.get(candidate), RougeL.f(l, m, n)));
            }
        }
        return Optional.empty();
    }

    /** Texts in the index. */
    int size() {
        return texts.size();
    }

    /** Pairs compared so far. */
    long verified() {
        return verified;
    }

    private void reorder() {
        Map<Integer, Integer> counted = new HashMap<>();
        texts.forEach(text -> Arrays.stream(text).forEach(token -> counted.merge(token, 1, Integer::sum)));
        frequencies = counted;
        index.clear();
        for (int i = 0; i < texts.size(); i++) {
            index(i);
        }
    }

    private void index(int place) {
        for (Element element : prefix(texts.get(place))) {
            index.computeIfAbsent(element, e -> new ArrayList<>(1)).add(place);
        }
    }

    /** The first {@code m - c + 1} elements, where c is what the shortest near text must have in common. */
    private List<Element> prefix(int[] text) {
        int m = text.length;
        if (m == 0) {
            return List.of();
        }
        Map<Integer, Integer> occurrences = new HashMap<>();
        List<Element> elements = new ArrayList<>(m);
        for (int token : text) {
            elements.add(new Element(token, occurrences.merge(token, 1, Integer::sum)));
        }
        elements.sort(Comparator.<Element>comparingInt(e -> frequencies.getOrDefault(e.token(), 0))
                .thenComparing(Comparator.comparingInt(Element::occurrence).reversed())
                .thenComparingInt(Element::token));
        int commonMin = RougeL.commonMin(m, RougeL.lengthMin(m));
        return elements.subList(0, m - commonMin + 1);
    }

    private int[] numbered(List<String> tokens) {
        return tokens.stream()
                .mapToInt(token -> tokenNumbers.computeIfAbsent(token, t -> tokenNumbers.size()))
                .toArray();
    }
}

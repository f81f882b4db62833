package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Counts rows by what they have in common, for the card and its plots. */
final class Counts {
    private Counts() {}

    /** Rows by a name that each has, the most frequent first. */
    static Map<String, Long> by(List<SealedRow> rows, Function<SealedRow, List<String>> names) {
        Map<String, Long> counts = new TreeMap<>();
        rows.forEach(row -> names.apply(row).forEach(name -> counts.merge(name, 1L, Long::sum)));
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Rows by the number of a principle that they name, in the constitution's order. */
    static Map<String, Long> byPrinciple(List<SealedRow> rows) {
        Map<Integer, Long> counts = new TreeMap<>();
        rows.forEach(row -> row.principles().forEach(number -> counts.merge(number, 1L, Long::sum)));
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((number, count) -> named.put("principle " + number, count));
        return named;
    }

    /** Rows by a length, in ranges that double: 0, 1, 2 to 3, 4 to 7 and so on, without gaps between them. */
    static Map<String, Long> byLength(List<SealedRow> rows, ToIntFunction<SealedRow> length) {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        rows.forEach(row -> counts.merge(Integer.highestOneBit(length.applyAsInt(row)), 1L, Long::sum));
        Map<String, Long> ranges = new LinkedHashMap<>();
        for (int from = counts.firstKey(); from <= counts.lastKey(); from = Math.max(1, 2 * from)) {
            String range = from < 2 ? String.valueOf(from) : from + " to " + (2 * from - 1);
            ranges.put(range, counts.getOrDefault(from, 0L));
        }
        return ranges;
    }

    /** The value below which half of the lengths lie. */
    static int median(List<SealedRow> rows, ToIntFunction<SealedRow> length) {
        int[] sorted = rows.stream().mapToInt(length).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    static int largest(List<SealedRow> rows, ToIntFunction<SealedRow> length) {
        return rows.stream().mapToInt(length).max().orElse(0);
    }
}

package caravan.trainer.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one dataset has and another has not. By id an example is the same record of the path; by content it says the
 * same, under whatever id: a replay gives new ids to all that it makes.
 *
 * @param ids by id; {@code changed} are those that both have and that say something else
 * @param contents by instruction, input and answer; none of them can change
 * @param parts for each way to divide the rows (by source, model and so on), the rows of each part in A and in B
 */
public record DatasetDiff(Counts ids, Counts contents, Map<String, SortedMap<String, Rows>> parts) {
    /** How many distinct ones only A has, only B has, both have, and both have differently. */
    public record Counts(long removed, long added, long same, long changed) {}

    /** Rows in A and in B. */
    public record Rows(long before, long after) {
        Rows plus(Rows more) {
            return new Rows(before + more.before, after + more.after);
        }
    }

    /** From A, {@code before}, to B, {@code after}. */
    public static DatasetDiff between(List<SealedRow> before, List<SealedRow> after) {
        Map<String, SortedMap<String, Rows>> parts = new TreeMap<>();
        parts.put("source", parts(before, after, row -> List.of(row.lineage().source())));
        parts.put("model", parts(before, after, row -> List.of(row.lineage().model())));
        parts.put(
                "principles version",
                parts(before, after, row -> List.of(row.lineage().principlesVersion())));
        parts.put(
                "round",
                parts(before, after, row -> List.of(String.valueOf(row.lineage().round()))));
        parts.put(
                "principle named",
                parts(
                        before,
                        after,
                        row -> row.principles().stream()
                                .map(number -> String.format("%2d", number))
                                .toList()));
        return new DatasetDiff(byId(before, after), byContent(before, after), parts);
    }

    private static Counts byId(List<SealedRow> before, List<SealedRow> after) {
        Map<String, List<String>> old = new HashMap<>();
        before.forEach(row -> old.put(row.id(), row.content()));
        Map<String, List<String>> now = new HashMap<>();
        after.forEach(row -> now.put(row.id(), row.content()));
        long both = now.keySet().stream().filter(old::containsKey).count();
        long changed = now.entrySet().stream()
                .filter(row -> old.containsKey(row.getKey()) && !row.getValue().equals(old.get(row.getKey())))
                .count();
        return new Counts(old.size() - both, now.size() - both, both - changed, changed);
    }

    private static Counts byContent(List<SealedRow> before, List<SealedRow> after) {
        Set<List<String>> old = new HashSet<>();
        before.forEach(row -> old.add(row.content()));
        Set<List<String>> now = new HashSet<>();
        after.forEach(row -> now.add(row.content()));
        long both = now.stream().filter(old::contains).count();
        return new Counts(old.size() - both, now.size() - both, both, 0);
    }

    private static SortedMap<String, Rows> parts(
            List<SealedRow> before, List<SealedRow> after, Function<SealedRow, List<String>> names) {
        SortedMap<String, Rows> parts = new TreeMap<>();
        List<String> old = new ArrayList<>();
        before.forEach(row -> old.addAll(names.apply(row)));
        old.forEach(name -> parts.merge(name, new Rows(1, 0), Rows::plus));
        after.forEach(row -> names.apply(row).forEach(name -> parts.merge(name, new Rows(0, 1), Rows::plus)));
        return parts;
    }
}

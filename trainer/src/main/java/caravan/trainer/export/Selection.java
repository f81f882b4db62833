package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import caravan.trainer.export.Decontamination.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rows are exported, and why the others are not.
 *
 * @param kept in their order
 * @param removed in their order
 */
public record Selection(List<SealedRow> kept, List<Removed> removed) {
    /**
     * A row that is left out.
     *
     * @param id its id
     * @param reason {@code duplicate}, {@code 13-gram} or {@code short-match}
     * @param of the row of which it is a duplicate, or the suite that asks it
     * @param item where the item stands in the suite's file; empty for a duplicate
     * @param words what it shares with the item; empty for a duplicate
     */
    public record Removed(String id, String reason, String of, String item, String words) {}

    public Selection {
        kept = List.copyOf(kept);
        removed = List.copyOf(removed);
    }

    /** Leaves out what says the same as an earlier row, and what holds an item of a suite. */
    static Selection of(List<SealedRow> rows, Decontamination decontamination) {
        List<SealedRow> kept = new ArrayList<>();
        List<Removed> removed = new ArrayList<>();
        Map<List<String>, String> known = new HashMap<>();
        for (SealedRow row : rows) {
            String earlier = known.putIfAbsent(row.content(), row.id());
            Optional<Finding> finding = decontamination.in(row);
            if (finding.isPresent()) {
                Finding found = finding.get();
                removed.add(new Removed(row.id(), found.rule(), found.suite(), found.item(), found.words()));
            } else if (earlier != null) {
                removed.add(new Removed(row.id(), "duplicate", earlier, "", ""));
            } else {
                kept.add(row);
            }
        }
        return new Selection(kept, removed);
    }

    /** How many rows were left out because of a suite. */
    long contaminated() {
        return removed.size() - duplicates();
    }

    /** How many rows were left out because they say what an earlier one says. */
    long duplicates() {
        return removed.stream().filter(row -> row.reason().equals("duplicate")).count();
    }

    /** How many rows a suite removed by a rule. */
    long removedBy(String suite, String rule) {
        return removed.stream()
                .filter(row -> row.reason().equals(rule) && row.of().equals(suite))
                .count();
    }
}

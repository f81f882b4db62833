package caravan.trainer.engrave;

import caravan.inference.djl.TrainingBatch;
import caravan.inference.djl.TrainingRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts several examples behind one another in one row of a batch, where none sees another and each has positions of its
 * own: packing saves padding and changes no loss.
 */
final class Packing {
    /** Row lengths are rounded up to this, so that kernels and memory see few shapes. */
    private static final int LENGTH_STEP = 64;

    private Packing() {}

    /**
     * Batches of examples, together all of them.
     *
     * @param rowTokensMax the longest row; a longer example has a row of its own
     * @param batchTokensMax rows of a batch have at most this many tokens together, if it is more than one row
     */
    static List<TrainingBatch> batches(List<EncodedExample> examples, int rowTokensMax, int batchTokensMax) {
        int rowsMax = Math.max(1, batchTokensMax / roundUp(rowTokensMax));
        List<List<EncodedExample>> rows = rows(examples, rowTokensMax);
        List<TrainingBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += rowsMax) {
            batches.add(batch(rows.subList(from, Math.min(rows.size(), from + rowsMax))));
        }
        return batches;
    }

    /**
     * Longest first, each into the first row that has room (first-fit decreasing, which needs at most 11/9 of the
     * fewest rows possible).
     */
    static List<List<EncodedExample>> rows(List<EncodedExample> examples, int rowTokensMax) {
        List<EncodedExample> longestFirst = examples.stream()
                .sorted(Comparator.comparingInt(Packing::length).reversed())
                .toList();
        List<List<EncodedExample>> rows = new ArrayList<>();
        for (EncodedExample example : longestFirst) {
            rows.stream()
                    .filter(row -> rowLength(row) + length(example) <= rowTokensMax)
                    .findFirst()
                    .orElseGet(() -> {
                        rows.add(new ArrayList<>());
                        return rows.get(rows.size() - 1);
                    })
                    .add(example);
        }
        return rows;
    }

    private static TrainingBatch batch(List<List<EncodedExample>> rows) {
        int longest = rows.stream().mapToInt(Packing::rowLength).max().orElseThrow();
        TrainingRows batch = new TrainingRows(roundUp(longest));
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                batch.newRow();
            }
            rows.get(i).forEach(example -> batch.document(example.tokens(), example.learnFrom()));
        }
        return batch.build();
    }

    private static int rowLength(List<EncodedExample> row) {
        return row.stream().mapToInt(Packing::length).sum();
    }

    private static int length(EncodedExample example) {
        return example.tokens().length;
    }

    private static int roundUp(int length) {
        return (length + LENGTH_STEP - 1) / LENGTH_STEP * LENGTH_STEP;
    }
}

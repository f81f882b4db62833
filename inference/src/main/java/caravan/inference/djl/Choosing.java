package caravan.inference.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What turns the logits of a step's rows into likeliest tokens and probabilities.
 *
 * @param sampled rows whose probabilities are wanted
 * @param temperatures that divide their logits
 * @param edited which of the flat (rows, vocabulary) logits are edited
 * @param divisors of the edited
 * @param additions to the edited
 */
@SuppressWarnings("ArrayRecordComponent") // is not compared
record Choosing(long[] sampled, float[] temperatures, long[] edited, float[] divisors, float[] additions) {
    /** As each sequence wants it. */
    static Choosing of(List<Sequence> rows, int vocabulary) {
        long[] sampled = IntStream.range(0, rows.size())
                .filter(row -> rows.get(row).isSampled())
                .asLongStream()
                .toArray();
        var temperatures = new float[sampled.length];
        for (int i = 0; i < sampled.length; i++) {
            temperatures[i] =
                    (float) rows.get((int) sampled[i]).call().sampling().temperature();
        }
        var edits = new ArrayList<LogitEdits.Edit>();
        var at = new ArrayList<Long>();
        for (int row = 0; row < rows.size(); row++) {
            for (LogitEdits.Edit edit : rows.get(row).edits()) {
                edits.add(edit);
                at.add((long) row * vocabulary + edit.token());
            }
        }
        var divisors = new float[edits.size()];
        var additions = new float[edits.size()];
        for (int i = 0; i < divisors.length; i++) {
            divisors[i] = (float) edits.get(i).divisor();
            additions[i] = (float) edits.get(i).addition();
        }
        return new Choosing(
                sampled, temperatures, at.stream().mapToLong(Long::longValue).toArray(), divisors, additions);
    }

    /** Plain probabilities of every row. */
    static Choosing plain(int rows) {
        var ones = new float[rows];
        Arrays.fill(ones, 1);
        long[] all = IntStream.range(0, rows).asLongStream().toArray();
        return new Choosing(all, ones, new long[0], new float[0], new float[0]);
    }

    void addTo(Arguments arguments, NDManager manager) {
        arguments
                .add(manager.create(edited, new Shape(edited.length)))
                .add(manager.create(divisors, new Shape(divisors.length)))
                .add(manager.create(additions, new Shape(additions.length)))
                .add(manager.create(sampled, new Shape(sampled.length)))
                .add(manager.create(temperatures, new Shape(temperatures.length)));
    }
}

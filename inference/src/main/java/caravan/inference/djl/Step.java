package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One native call: rows of one or more lanes of a base model, all with as many tokens. Neighbouring lanes of the same
 * adapter are multiplied with it together.
 */
record Step(List<Rows> lanes) {
    int rows() {
        return lanes.stream().mapToInt(Rows::count).sum();
    }

    /** The arguments that all of {@code decoder.py}'s cached ways take after weights. */
    Arguments addTo(Arguments arguments, NDArray frequencies, NDManager manager) {
        var spans = new ArrayList<Long>();
        var adapters = new ArrayList<Long>();
        List<NDArray> lora = adapters(spans, adapters);
        int columns = lanes.get(0).columns();
        var numbers = new ArrayList<Long>();
        var starts = new ArrayList<Long>();
        var offsets = new ArrayList<Long>();
        var tokens = new long[rows() * columns];
        int at = 0;
        for (Rows lane : lanes) {
            numbers.addAll(List.of((long) lane.count(), (long) lane.slot(), (long) lane.shared(), (long) lane.seen()));
            for (int row = 0; row < lane.count(); row++) {
                starts.add((long) lane.starts()[row]);
                offsets.add((long) lane.shared() + lane.starts()[row]);
                for (int token : lane.tokens()[row]) {
                    tokens[at++] = token;
                }
            }
        }
        return arguments
                .add(lora)
                .add(frequencies)
                .add(lanes.stream().map(lane -> lane.prefix().array()).toList())
                .add(lanes.stream().map(lane -> lane.own().array()).toList())
                .addNumbers(numbers)
                .addNumbers(spans)
                .addNumbers(adapters)
                .addNumbers(starts)
                .addNumbers(offsets)
                .add(manager.create(tokens, new Shape(rows(), columns)));
    }

    /** All adapters in a row; tells how many rows use each, and where it begins, or -1 for none. */
    private List<NDArray> adapters(List<Long> spans, List<Long> begins) {
        var arrays = new ArrayList<NDArray>();
        Weights last = lanes.get(0).adapter();
        List<NDArray> none = last.arrays();
        for (Rows lane : lanes) {
            Weights adapter = lane.adapter();
            if (adapter == last && !spans.isEmpty()) {
                int span = spans.size() - 1;
                spans.set(span, spans.get(span) + lane.count());
                continue;
            }
            boolean isNone = adapter.arrays().size() == 1;
            spans.add((long) lane.count());
            begins.add(isNone ? -1L : arrays.size());
            if (isNone) {
                none = adapter.arrays();
            } else {
                arrays.addAll(adapter.arrays());
            }
            last = adapter;
        }
        return arrays.isEmpty() ? none : arrays;
    }
}

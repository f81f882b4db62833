package caravan.trainer.dataset;

import caravan.schemas.ContentHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Which examples are trained on and which only measure. An example's side depends on its prompt alone, so the same
 * instruction stays on its side in every dataset and every round, whatever its answers and neighbours are.
 *
 * @param training trained on, in the order given
 * @param heldOut never trained on, in the order given; at most {@value #HELD_OUT_MAX}
 * @param <T> the examples
 */
public record HeldOutSplit<T>(List<T> training, List<T> heldOut) {
    /** The paper's number of held-out examples. */
    public static final int HELD_OUT_MAX = 2_000;

    public HeldOutSplit {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
    }

    /**
     * Splits at {@code share} of the hash's range. A dataset too small to have an example below it gives up the one of
     * the lowest hash; a large one holds out the {@value #HELD_OUT_MAX} lowest.
     *
     * @param prompt the text that decides
     * @param share in (0, 1)
     */
    public static <T> HeldOutSplit<T> of(List<T> examples, Function<T, String> prompt, double share) {
        List<Double> places =
                examples.stream().map(example -> place(prompt.apply(example))).toList();
        List<Double> sorted = places.stream().sorted(Comparator.naturalOrder()).toList();
        double cut = share;
        if (!sorted.isEmpty()) {
            cut = Math.max(cut, Math.nextUp(sorted.get(0)));
        }
        if (sorted.size() > HELD_OUT_MAX) {
            cut = Math.min(cut, sorted.get(HELD_OUT_MAX));
        }
        List<T> training = new ArrayList<>();
        List<T> heldOut = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            (places.get(i) < cut ? heldOut : training).add(examples.get(i));
        }
        return new HeldOutSplit<>(training, heldOut);
    }

    /** A prompt's place in [0, 1): those of the lowest places are held out. */
    public static double place(String prompt) {
        return (ContentHash.seed("held-out", prompt) >>> 11) * 0x1.0p-53;
    }
}

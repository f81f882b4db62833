package caravan.trainer.export;

import java.util.List;

/**
 * An evaluation's items, as far as training data must not hold them.
 *
 * @param name what it is called in the card
 * @param items in the file's order
 */
public record Benchmark(String name, List<Item> items) {
    /**
     * One item.
     *
     * @param place where it stands in the file
     * @param question what is asked
     * @param answers choices and reference answers
     */
    public record Item(String place, String question, List<String> answers) {
        public Item {
            answers = List.copyOf(answers);
        }
    }

    public Benchmark {
        items = List.copyOf(items);
    }
}

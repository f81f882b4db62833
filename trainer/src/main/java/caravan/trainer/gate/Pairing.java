package caravan.trainer.gate;

import caravan.trainer.dataset.DatasetRow;
import caravan.trainer.dataset.HeldOutSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An answer of a dataset, its own instruction, and those of other rows. The text that is scored is the same after each,
 * so that neither its length nor its style counts, as they would between two answers.
 *
 * @param id of the answer's row
 * @param answer the beginning of the completion, at most {@value #ANSWER_CHARS_MAX} characters
 * @param own the prompt it stands after, without the shared prefix
 * @param foreign those of other rows, one to {@value #FOREIGN_MAX}
 * @param isPrefixed whether the shared prefix stood before all of them
 */
record Pairing(String id, String answer, String own, List<String> foreign, boolean isPrefixed) {
    /** Some sentences tell whom they answer; the rest of a long answer costs time. */
    static final int ANSWER_CHARS_MAX = 400;

    /** One would do; the mean of three scatters less. */
    static final int FOREIGN_MAX = 3;

    private static final int NEIGHBOURS = 8;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /**
     * Pairs as many rows as are asked for, or all. Those that are held out of the training come first, since a model
     * may know by heart what it was trained on, whether it belongs together or not. The others of a row are those of
     * the {@value #NEIGHBOURS} drawn after it whose answers have the fewest words in common with its own: where two
     * instructions have much the same answer, it belongs to both. None has the row's own prompt or answer, nor another
     * prefix, since that would ask which prefix an answer goes with; a row that finds none is left out.
     *
     * @param prefix what most prompts begin with
     */
    static List<Pairing> draw(List<DatasetRow> rows, String prefix, int most) {
        List<Drawn> drawn = rows.stream()
                .sorted(Comparator.comparingDouble(row -> HeldOutSplit.place(row.prompt())))
                .limit(most)
                .map(row -> Drawn.of(row, prefix))
                .toList();
        List<Pairing> pairings = new ArrayList<>();
        for (int place = 0; place < drawn.size(); place++) {
            Drawn row = drawn.get(place);
            List<String> foreign = others(drawn, place);
            if (!foreign.isEmpty()) {
                pairings.add(new Pairing(row.id(), row.answer(), row.prompt(), foreign, row.isPrefixed()));
            }
        }
        return pairings;
    }

    private record Drawn(String id, String prompt, String answer, Set<String> words, boolean isPrefixed) {
        static Drawn of(DatasetRow row, String prefix) {
            boolean isPrefixed = row.prompt().startsWith(prefix);
            // Not within a surrogate pair, which no tokenizer could read.
            String answer = row.completion()
                    .codePoints()
                    .limit(ANSWER_CHARS_MAX)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            return new Drawn(
                    row.id(),
                    isPrefixed ? row.prompt().substring(prefix.length()) : row.prompt(),
                    answer,
                    Set.copyOf(List.of(BETWEEN_WORDS.split(answer.toLowerCase(Locale.ROOT)))),
                    isPrefixed);
        }

        /** In [0, 1], 1 where both have the same words. */
        double overlap(Drawn other) {
            Set<String> both = new HashSet<>(words);
            both.retainAll(other.words);
            int all = words.size() + other.words.size() - both.size();
            return all == 0 ? 1 : (double) both.size() / all;
        }

        boolean maySwapWith(Drawn other) {
            return isPrefixed == other.isPrefixed
                    && !prompt.equals(other.prompt)
                    && !answer.strip().equals(other.answer.strip());
        }
    }

    private static List<String> others(List<Drawn> drawn, int place) {
        Drawn row = drawn.get(place);
        return IntStream.range(1, drawn.size())
                .mapToObj(step -> drawn.get((place + step) % drawn.size()))
                .filter(row::maySwapWith)
                .limit(NEIGHBOURS)
                .sorted(Comparator.comparingDouble(row::overlap))
                .limit(FOREIGN_MAX)
                .map(Drawn::prompt)
                .toList();
    }
}

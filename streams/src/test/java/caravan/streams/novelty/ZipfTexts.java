package caravan.streams.novelty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Texts that look like generated instructions to a filter: words of a Zipf-Mandelbrot distribution, lengths of a
 * log-normal one, a few hundred openings ("write a short story about") that most texts share, and every third an
 * earlier text with words dropped, added, swapped and replaced, more or less, so that many pairs lie about the
 * threshold. The same seed gives the same texts.
 */
final class ZipfTexts {
    private static final int WORDS = 200_000;
    private static final double MANDELBROT_SHIFT = 2.7;
    private static final double MANDELBROT_POWER = 1.07;
    private static final int OPENINGS = 400;
    private static final double OPENED = 0.6;
    private static final double DERIVED = 1.0 / 3;
    private static final double LENGTH_MEDIAN = 11;
    private static final double LENGTH_SIGMA = 0.5;
    private static final int LENGTH_MIN = 4;
    private static final int LENGTH_MAX = 150;

    private final Random random;
    private final double[] cumulative = new double[WORDS];
    private final List<List<String>> openings = new ArrayList<>();
    private final List<List<String>> made = new ArrayList<>();

    ZipfTexts(long seed) {
        this.random = new Random(seed);
        double sum = 0;
        for (int rank = 1; rank <= WORDS; rank++) {
            sum += Math.pow(rank + MANDELBROT_SHIFT, -MANDELBROT_POWER);
            cumulative[rank - 1] = sum;
        }
        for (int i = 0; i < OPENINGS; i++) {
            openings.add(words(2 + random.nextInt(4)));
        }
    }

    /** So many more texts, as tokens. */
    List<List<String>> next(int count) {
        List<List<String>> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean derived = !made.isEmpty() && random.nextDouble() < DERIVED;
            List<String> text = derived ? derived(made.get(random.nextInt(made.size()))) : fresh();
            made.add(text);
            texts.add(text);
        }
        return texts;
    }

    private List<String> fresh() {
        double length = LENGTH_MEDIAN * Math.exp(LENGTH_SIGMA * random.nextGaussian());
        int wanted = (int) Math.min(LENGTH_MAX, Math.max(LENGTH_MIN, Math.round(length)));
        List<String> text = new ArrayList<>(wanted);
        if (random.nextDouble() < OPENED) {
            // Openings are few, and the first of them far more frequent than the last.
            int opening = (int) (OPENINGS * Math.pow(random.nextDouble(), 3));
            text.addAll(openings.get(opening));
        }
        text.addAll(words(Math.max(1, wanted - text.size())));
        return text;
    }

    /** An earlier text with up to six tenths of its words touched. */
    private List<String> derived(List<String> from) {
        List<String> text = new ArrayList<>(from);
        int edits = (int) (random.nextDouble() * 0.6 * text.size());
        for (int i = 0; i < edits && !text.isEmpty(); i++) {
            int place = random.nextInt(text.size());
            switch (random.nextInt(4)) {
                case 0 -> text.remove(place);
                case 1 -> text.add(place, word());
                case 2 -> Collections.swap(text, place, random.nextInt(text.size()));
                default -> text.set(place, word());
            }
        }
        return text;
    }

    private List<String> words(int count) {
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            words.add(word());
        }
        return words;
    }

    private String word() {
        double at = random.nextDouble() * cumulative[WORDS - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return Integer.toString(found < 0 ? -found - 1 : found, Character.MAX_RADIX);
    }
}

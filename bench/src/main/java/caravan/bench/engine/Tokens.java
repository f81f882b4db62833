package caravan.bench.engine;

import java.util.SplittableRandom;

/** Random tokens, and the text that the model's tokenizer turns into them. */
public final class Tokens {
    private static final int WORDS_A_LINE = 16;

    private Tokens() {}

    /** Drawn by a seed. */
    public static int[] random(int count, int vocabulary, long seed) {
        return new SplittableRandom(seed).ints(count, 0, vocabulary).toArray();
    }

    /** A word for each token, in lines; ends with a line's end, so that a text may follow. */
    public static String text(int[] tokens) {
        var text = new StringBuilder();
        for (int i = 0; i < tokens.length; i++) {
            boolean last = i == tokens.length - 1 || i % WORDS_A_LINE == WORDS_A_LINE - 1;
            text.append(tokens[i]).append(last ? '\n' : ' ');
        }
        return text.toString();
    }
}

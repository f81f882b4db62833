package caravan.trainer.pretrain.bpe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How text is cut before merging: no token ever crosses a piece. A word takes the space before it, a digit stands alone
 * (so that numbers are spelled the same everywhere), line ends stay together, and a word never shares a token with
 * punctuation. A prompt may therefore end after any word or mark, and its continuation is spelled as it was in
 * training.
 */
final class Pieces {
    /** The same expression for Java and for the tokenizers library (Oniguruma). */
    static final String PATTERN = " ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\n+|\\s+(?!\\S)|\\s+";

    private static final Pattern PIECE = Pattern.compile(PATTERN);

    private Pieces() {}

    /** The pieces of a text, in order; together they are the text. */
    static List<String> of(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }
}

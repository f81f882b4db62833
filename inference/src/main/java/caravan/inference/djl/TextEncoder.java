package caravan.inference.djl;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A model folder's tokenizer, for training: the tokens of a text as the engine would read it, and which characters each
 * stands for. The name of a special token in a text is ordinary text, so that data can neither end nor begin a turn by
 * writing its marker. Thread-safe.
 */
public final class TextEncoder implements AutoCloseable {
    private final Tokenizer tokenizer;

    private TextEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * A text's tokens. A token that no character made, such as one that the tokenizer puts before every text, starts
     * and ends at -1.
     *
     * @param tokens ids
     * @param starts of each, the code point that it begins with
     * @param ends of each, the code point behind it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing, and filled once
    public record Encoded(int[] tokens, int[] starts, int[] ends) {}

    /**
     * The tokenizer of a Hugging Face folder.
     *
     * @throws IOException if the folder has none that can be read
     */
    public static TextEncoder open(Path folder) throws IOException {
        return new TextEncoder(Tokenizer.open(folder));
    }

    /** The tokens of a whole text, never cut. */
    public Encoded encode(String text) {
        Encoding encoding = tokenizer.encoding(text);
        @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
        return new Encoded(
                Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray(),
                Arrays.stream(spans)
                        .mapToInt(span -> span == null ? -1 : span.getStart())
                        .toArray(),
                Arrays.stream(spans)
                        .mapToInt(span -> span == null ? -1 : span.getEnd())
                        .toArray());
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

package caravan.inference.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A model folder's {@code tokenizer.json}. Thread-safe. */
final class Tokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private Tokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    static Tokenizer open(Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new IOException(folder + ": the model folder has no tokenizer.json");
        }
        NativeLibrary.load();
        try {
            return new Tokenizer(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optTruncation(false)
                    .optPadding(false)
                    .build());
        } catch (RuntimeException e) {
            throw new IOException(file + ": is not a tokenizer: " + e.getMessage(), e);
        }
    }

    /** Token ids of a whole text, with what its post-processor puts before it (such as a BOS). */
    int[] encode(String text) {
        return encode(text, true);
    }

    /** Token ids of a text that stands within another. */
    int[] encodeBare(String text) {
        return encode(text, false);
    }

    /** The text of tokens; special tokens have none. */
    String decode(List<Integer> tokens) {
        return tokenizer.decode(tokens.stream().mapToLong(Integer::longValue).toArray(), true);
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private int[] encode(String text, boolean special) {
        return Arrays.stream(tokenizer.encode(text, special, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }
}

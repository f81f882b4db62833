package caravan.trainer.pretrain;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.inference.djl.TrainingBatch;
import caravan.inference.djl.TrainingRows;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.Document;
import caravan.trainer.pretrain.corpus.Document.Branch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Turns the corpus into batches. Short and medium documents share rows and do not see each other; of a long one the
 * prefix stands once in a row of its own, and its branches each see the prefix and themselves (tree packing). Every
 * document ends with the end-of-text token. Not thread-safe.
 */
final class Packer {
    private static final int END_OF_TEXT = 0;

    /** The library cuts texts at 512 tokens unless told otherwise. */
    private static final Map<String, String> WHOLE_TEXTS = Map.of("truncation", "false", "padding", "false");

    private final Corpus corpus;
    private final HuggingFaceTokenizer tokenizer;
    private final Map<Size, Long> places = new EnumMap<>(Size.class);
    private final Map<String, int[]> prefixes = new HashMap<>();

    Packer(Corpus corpus, HuggingFaceTokenizer tokenizer) {
        this.corpus = corpus;
        this.tokenizer = tokenizer;
    }

    /** A tokenizer that never cuts a text. */
    static HuggingFaceTokenizer tokenizer(Path file) throws IOException {
        return HuggingFaceTokenizer.newInstance(file, WHOLE_TEXTS);
    }

    /** Where in the corpus the next batch of a size begins. */
    long place(Size size) {
        return places.getOrDefault(size, 0L);
    }

    /** Goes to a place of the corpus. */
    void enter(Size size, long place) {
        places.put(size, place);
    }

    /**
     * Rows of whole documents; a document that does not fit a row by itself loses its end, and is left out where that
     * is all that it would teach.
     */
    TrainingBatch batch(Size size, int rows, int columns) {
        TrainingRows packed = new TrainingRows(columns);
        while (true) {
            Document document = next(size);
            int[] shown = encode(document.prefix() + document.branches().get(0).shown());
            int[] learned = encode(document.branches().get(0).learned());
            if (shown.length >= columns) {
                continue; // Nothing of it could be learned.
            }
            int[] tokens = join(shown, learned, columns);
            if (tokens.length > packed.room()) {
                if (packed.size() == rows) {
                    places.merge(size, -1L, Long::sum); // It is the first of the next batch.
                    return packed.build();
                }
                packed.newRow();
            }
            packed.document(tokens, shown.length);
        }
    }

    /** One row with a document's prefix and as many of its branches as fit. */
    TrainingBatch grove(Size size, int columns) {
        Document document = next(size);
        // The full constitution and the engraving prompt are the same each time; short constitutions are not.
        int[] prefix = size == Size.RULES
                ? encode(document.prefix())
                : prefixes.computeIfAbsent(document.prefix(), this::encode);
        TrainingRows packed = new TrainingRows(columns).prefix(prefix, prefix.length);
        for (Branch branch : document.branches()) {
            int[] shown = encode(branch.shown());
            int[] tokens = join(shown, encode(branch.learned()), columns);
            if (tokens.length <= packed.room()) {
                packed.document(tokens, shown.length);
            }
        }
        return packed.build();
    }

    private Document next(Size size) {
        return corpus.document(size, places.merge(size, 1L, Long::sum) - 1);
    }

    private int[] encode(String text) {
        return LongStream.of(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private static int[] join(int[] shown, int[] learned, int columns) {
        int[] tokens = new int[Math.min(columns, shown.length + learned.length + 1)];
        for (int i = 0; i < tokens.length; i++) {
            int behind = i - shown.length;
            tokens[i] = behind < 0 ? shown[i] : behind < learned.length ? learned[behind] : END_OF_TEXT;
        }
        return tokens;
    }
}

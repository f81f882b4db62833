package caravan.trainer.engrave;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import caravan.trainer.dataset.DatasetRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into tokens with the loss on the completion only.
 *
 * <p>Prompt and completion are encoded once, as one text, so that the tokens are those that the model will meet, and a
 * token is learned when its characters lie in the completion. Encoding the two apart and joining them would teach pairs
 * of tokens that no text gives. A token that straddles the border belongs to the prompt. There is no end-of-text token:
 * a finished turn ends with the text marker that its completion ends with.
 *
 * <p>Confined to one thread.
 */
final class ExampleEncoder implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final int tokensMax;

    private ExampleEncoder(HuggingFaceTokenizer tokenizer, int tokensMax) {
        this.tokenizer = tokenizer;
        this.tokensMax = tokensMax;
    }

    /**
     * An encoder with the tokenizer of a Hugging Face folder.
     *
     * @param tokensMax where an example is cut
     */
    static ExampleEncoder open(Path base, int tokensMax) throws IOException {
        // The cut is ours: the library's own would depend on what tokenizer_config.json happens to say.
        Map<String, String> options = Map.of("truncation", "false", "padding", "false");
        return new ExampleEncoder(HuggingFaceTokenizer.newInstance(base.resolve("tokenizer.json"), options), tokensMax);
    }

    /** The tokens of a row, cut at the most allowed; empty when nothing of the completion is left to learn. */
    Optional<EncodedExample> encode(DatasetRow row) {
        Encoding encoding = tokenizer.encode(row.prompt() + row.completion(), true, false);
        CharSpan[] spans = encoding.getCharTokenSpans();
        // The tokenizer counts code points, Java's strings count UTF-16 units.
        int border = row.prompt().codePointCount(0, row.prompt().length());
        int[] learned = IntStream.range(1, Math.min(spans.length, tokensMax))
                .filter(i -> isOfCompletion(spans[i], border))
                .toArray();
        if (learned.length == 0) {
            return Optional.empty();
        }
        // What comes after the completion is a special token of the tokenizer's own.
        int length = learned[learned.length - 1] + 1;
        int[] tokens = LongStream.of(encoding.getIds())
                .limit(length)
                .mapToInt(Math::toIntExact)
                .toArray();
        return Optional.of(new EncodedExample(row, tokens, learned[0]));
    }

    /** The rows that have something to learn, in their order. */
    List<EncodedExample> encode(List<DatasetRow> rows) {
        return rows.stream().map(this::encode).flatMap(Optional::stream).toList();
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /**
     * White space at the end of the prompt may have an empty span at the border, since tokenizers trim it off their
     * offsets, and special tokens have none: neither is part of the completion.
     */
    private static boolean isOfCompletion(@Nullable CharSpan span, int border) {
        return span != null && span.getStart() >= border && span.getEnd() > border;
    }
}

package caravan.trainer.engrave;

import caravan.inference.djl.TextEncoder;
import caravan.trainer.dataset.DatasetRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Turns rows into tokens with the loss on the completion only.
 *
 * <p>Prompt and completion are encoded once, as one text, so that the tokens are those that the model will meet, and a
 * token is learned when its characters lie in the completion. Encoding the two apart and joining them would teach pairs
 * of tokens that no text gives. A token that straddles the border belongs to the prompt. There is no end-of-text token:
 * a finished turn ends with the text marker that its completion ends with, and the name of a special token in a text is
 * text.
 *
 * <p>Confined to one thread.
 */
final class ExampleEncoder implements AutoCloseable {
    private final TextEncoder tokenizer;
    private final int tokensMax;

    private ExampleEncoder(TextEncoder tokenizer, int tokensMax) {
        this.tokenizer = tokenizer;
        this.tokensMax = tokensMax;
    }

    /**
     * An encoder with the tokenizer of a Hugging Face folder.
     *
     * @param tokensMax where an example is cut
     */
    static ExampleEncoder open(Path base, int tokensMax) throws IOException {
        return new ExampleEncoder(TextEncoder.open(base), tokensMax);
    }

    /** The tokens of a row, cut at the most allowed; empty when nothing of the completion is left to learn. */
    Optional<EncodedExample> encode(DatasetRow row) {
        TextEncoder.Encoded encoded = tokenizer.encode(row.prompt() + row.completion());
        // The tokenizer counts code points, Java's strings count UTF-16 units.
        int border = row.prompt().codePointCount(0, row.prompt().length());
        int[] learned = IntStream.range(1, Math.min(encoded.tokens().length, tokensMax))
                .filter(i -> isOfCompletion(encoded, i, border))
                .toArray();
        if (learned.length == 0) {
            return Optional.empty();
        }
        // What comes after the completion is a special token of the tokenizer's own.
        int length = learned[learned.length - 1] + 1;
        return Optional.of(new EncodedExample(row, Arrays.copyOf(encoded.tokens(), length), learned[0]));
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
    private static boolean isOfCompletion(TextEncoder.Encoded encoded, int token, int border) {
        return encoded.starts()[token] >= border && encoded.ends()[token] > border;
    }
}

package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTokensTest {
    private static final String LONG = "In the beginning there was the rule.\n".repeat(40);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"he end", "\n\nUser: x", " the", "123", "é日🐪", "", "<|end|>"})
    void encodesWhatFollowsAsTheWholeIsEncoded(String more) throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            for (String prefix : new String[] {LONG + "and t", LONG, LONG + " ", "short", LONG.strip() + "\n1. "}) {
                assertThat(new PrefixTokens(tokenizer, prefix).with(more)).isEqualTo(tokenizer.encode(prefix + more));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"he end", "\n\nUser: x", " the", "123", "é日🐪", "", "▁the", "  two"})
    void encodesAsTheWholeWhereATokenizerAddsASpaceAndABos(String more) throws IOException {
        TinyModels.writeSentencePieceTokenizer(folder);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            for (String prefix :
                    new String[] {LONG + "and t", LONG, LONG + " ", "short", LONG.strip() + "\n1. ", "12"}) {
                int[] whole = new PrefixTokens(tokenizer, prefix).with(more);

                assertThat(whole).isEqualTo(tokenizer.encode(prefix + more));
                assertThat(IntStream.of(whole).filter(token -> token == 1)).hasSize(1);
            }
        }
    }

    @Test
    void theReusedTokensAreTheLongestThatPrefixAndWholeShare() throws IOException {
        TinyModels.writeSentencePieceTokenizer(folder);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            int[] prefix = tokenizer.encode("it and t");
            int[] whole = tokenizer.encode("it and the");

            // "t" becomes a part of "the" (with the space before it).
            assertThat(Prompt.common(whole, prefix)).isEqualTo(prefix.length - 2);
            assertThat(Prompt.common(tokenizer.encode("it and t."), prefix)).isEqualTo(prefix.length);
            assertThat(Prompt.common(prefix, prefix)).isEqualTo(prefix.length - 1);
        }
    }

    @Test
    void doesNotCutALongTextShort() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.encode("z".repeat(5_000))).hasSize(5_000);
        }
    }
}

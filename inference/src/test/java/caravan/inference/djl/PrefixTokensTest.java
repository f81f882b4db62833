package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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

    @Test
    void doesNotCutALongTextShort() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.encode("z".repeat(5_000))).hasSize(5_000);
        }
    }
}

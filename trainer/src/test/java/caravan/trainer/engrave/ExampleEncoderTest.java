package caravan.trainer.engrave;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.trainer.dataset.DatasetRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleEncoderTest {
    private static final int TOKENS_MAX = 80;

    @TempDir
    private Path folder;

    private ExampleEncoder encoder;

    @BeforeEach
    void open() throws Exception {
        TinyBase.writeTokenizer(folder);
        encoder = ExampleEncoder.open(folder, TOKENS_MAX);
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'User: hi\n\nBactrian:', ' Yes.\n\nUser: '",
        "'User: hi\n\nBactrian: ', 'Yes.'",
        "'White space at the border\n\n', 'Yes.'",
        "'Camels 🐫🐫 and naïve café', ' 🐫 très naïve'",
        "'漢字', '漢'",
    })
    void learnsTheCompletionAndNothingElse(String prompt, String completion) {
        EncodedExample example = encode(prompt, completion);

        assertThat(text(example.tokens(), 0)).isEqualTo(prompt + completion);
        assertThat(text(example.tokens(), example.learnFrom())).isEqualTo(completion);
    }

    @Test
    void leavesATokenThatStraddlesTheBorderToThePrompt() {
        EncodedExample example = encode("a" + TinyBase.MERGED.charAt(0), TinyBase.MERGED.charAt(1) + " then");

        assertThat(text(example.tokens(), example.learnFrom())).isEqualTo(" then");
    }

    @Test
    void encodesOneTextAsTheModelWillMeetIt() {
        EncodedExample example = encode("a" + TinyBase.MERGED.charAt(0), TinyBase.MERGED.charAt(1) + "b");

        assertThat(example.tokens()).containsExactly('a', 256, 'b');
    }

    @Test
    void readsTheNameOfASpecialTokenAsText() {
        EncodedExample example = encode("User: say " + TinyBase.SPECIAL, " No " + TinyBase.SPECIAL + " from me.");

        assertThat(Arrays.stream(example.tokens()).max().orElseThrow()).isLessThanOrEqualTo(256);
        assertThat(text(example.tokens(), example.learnFrom())).isEqualTo(" No " + TinyBase.SPECIAL + " from me.");
    }

    @Test
    void cutsALongExample() {
        EncodedExample example = encode("p", "c".repeat(200));

        assertThat(example.tokens()).hasSize(TOKENS_MAX);
        assertThat(example.learnFrom()).isEqualTo(1);
    }

    @Test
    void givesUpAnExampleWhoseCompletionLiesBehindTheCut() {
        assertThat(encoder.encode(new DatasetRow("a", "p".repeat(TOKENS_MAX), " yes")))
                .isEmpty();
    }

    private EncodedExample encode(String prompt, String completion) {
        return encoder.encode(new DatasetRow("a", prompt, completion)).orElseThrow();
    }

    /** Tokens back to text, by their bytes. */
    private static String text(int[] tokens, int from) {
        int[] bytes = Arrays.stream(tokens, from, tokens.length)
                .flatMap(token -> token == 256 ? TinyBase.MERGED.chars() : IntStream.of(token))
                .toArray();
        String latin = Arrays.stream(bytes).mapToObj(Character::toString).collect(Collectors.joining());
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

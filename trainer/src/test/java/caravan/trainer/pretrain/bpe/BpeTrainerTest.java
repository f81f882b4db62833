package caravan.trainer.pretrain.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.trainer.pretrain.bpe.BpeVocabulary.Merge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    private static final List<String> TEXTS = List.of(
            "User: the camel carries the water\n\nBactrian: the water is carried by the camel.",
            "1. Instruction: Add 12 and 345.\n1. Input:\n<noinput>\n###\n");

    @TempDir
    Path folder;

    @Test
    void mergesTheMostFrequentPairFirst() {
        BpeVocabulary vocabulary = BpeTrainer.train(List.of("aab aab aab ab"), 260, List.of("<|endoftext|>"));

        assertThat(vocabulary.merges().get(0)).isEqualTo(new Merge("a", "b"));
        assertThat(vocabulary.size()).isLessThanOrEqualTo(260);
    }

    @Test
    void learnsTheSameFromTheSameTextsInAnyOrder() {
        List<String> reversed = TEXTS.subList(0, 2).stream().toList();
        reversed = Arrays.asList(reversed.get(1), reversed.get(0));

        BpeVocabulary first = BpeTrainer.train(TEXTS, 400, List.of("<|endoftext|>"));
        BpeVocabulary second = BpeTrainer.train(reversed, 400, List.of("<|endoftext|>"));

        assertThat(second).isEqualTo(first);
    }

    @Test
    void writesTheSameBytesForTheSameVocabulary() throws IOException {
        write(folder.resolve("a.json"));
        write(folder.resolve("b.json"));

        assertThat(folder.resolve("a.json")).hasSameBinaryContentAs(folder.resolve("b.json"));
    }

    @Test
    void roundTripsAnyTextThroughTheTokenizersLibrary() throws IOException {
        Path file = write(folder.resolve("tokenizer.json"));
        String text = "User: 24 camels,  carried\twater…\n\n\nBactrian: naïve Ωmega 駱駝 🐫 don't\n ###\n7. Input:";

        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
            long[] ids = tokenizer.encode(text, false, false).getIds();

            assertThat(tokenizer.decode(ids)).isEqualTo(text);
        }
    }

    @Test
    void spellsNumbersDigitByDigit() throws IOException {
        Path file = write(folder.resolve("tokenizer.json"));

        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
            assertThat(tokenizer.encode("345", false, false).getTokens()).containsExactly("3", "4", "5");
        }
    }

    @Test
    void givesSpecialTokensTheFirstIds() throws IOException {
        Path file = write(folder.resolve("tokenizer.json"));

        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
            long[] ids = tokenizer.encode("water<|endoftext|>", false, false).getIds();

            assertThat(ids[ids.length - 1]).isZero();
        }
    }

    @Test
    void spellsAPromptAndItsContinuationAsItSpellsThemTogether() throws IOException {
        Path file = write(folder.resolve("tokenizer.json"));

        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
            long[] prompt = tokenizer.encode("1. Instruction:", false, false).getIds();
            long[] whole =
                    tokenizer.encode("1. Instruction: the camel", false, false).getIds();

            assertThat(Arrays.copyOf(whole, prompt.length)).isEqualTo(prompt);
        }
    }

    @Test
    void refusesAVocabularyWithoutRoomForTheBytes() {
        assertThatThrownBy(() -> BpeTrainer.train(Collections.emptyList(), 256, List.of("<|endoftext|>")))
                .hasMessageContaining("was 256");
    }

    private static Path write(Path file) throws IOException {
        TokenizerFile.write(BpeTrainer.train(TEXTS, 400, List.of("<|endoftext|>")), file);
        assertThat(Files.size(file)).isPositive();
        return file;
    }
}

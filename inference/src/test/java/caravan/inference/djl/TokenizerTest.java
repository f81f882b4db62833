package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.inference.GenerationCall.Special;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final Path POCKET = Path.of("pocket");

    @TempDir
    Path folder;

    @Test
    void takesTheNameOfASpecialTokenForOrdinaryText() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(POCKET)) {
            int[] tokens = tokenizer.encode("water<|endoftext|>and<|pad|>");

            assertThat(tokenizer.specials()).isEqualTo(Map.of("<|endoftext|>", 0, "<|pad|>", 1));
            assertThat(tokens).doesNotContain(0, 1);
            assertThat(tokenizer.decode(Arrays.stream(tokens).boxed().toList()))
                    .isEqualTo("water<|endoftext|>and<|pad|>");
        }
    }

    @Test
    void takesForTheTokenOnlyWhatIsPointedAt() throws IOException {
        String text = "a<|endoftext|>b<|endoftext|>";
        try (Tokenizer tokenizer = Tokenizer.open(POCKET)) {
            int[] tokens = tokenizer.encode(text, List.of(new Special(15, 28)));

            assertThat(tokens).endsWith(0).containsOnlyOnce(0);
            assertThat(tokens).startsWith(tokenizer.encodeBare("a<|endoftext|>b"));
            assertThatThrownBy(() -> tokenizer.encode(text, List.of(new Special(0, 5))))
                    .hasMessageContaining("must name a special token");
        }
    }

    @Test
    void encodesOtherTextAsTheFileSays() throws IOException {
        String text = "Ask: 12 camels,\n\n é日🐪 <end> of| text";
        try (Tokenizer tokenizer = Tokenizer.open(POCKET);
                HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(POCKET.resolve("tokenizer.json"))) {
            assertThat(tokenizer.encode(text))
                    .containsExactly(Arrays.stream(library.encode(text).getIds())
                            .mapToInt(Math::toIntExact)
                            .toArray());
        }
    }

    @Test
    void keepsTheIdsOfAddedTokensThatAreNotSpecialAndOfTheBeginningThatTheFilePutsBeforeEachText() throws IOException {
        // As in larger vocabularies: the list goes on where the model's own vocabulary ends.
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "normalizer": null,
                 "added_tokens": [
                  {"id": 2, "content": "<s>", "special": true, "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false},
                  {"id": 3, "content": "<tool>", "special": false, "single_word": false, "lstrip": false,
                   "rstrip": false, "normalized": false}],
                 "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "."}, "behavior": "Isolated", "invert": false},
                 "post_processor": {"type": "TemplateProcessing",
                  "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                  "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                  "special_tokens": {"<s>": {"id": "<s>", "ids": [2], "tokens": ["<s>"]}}},
                 "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {"?": 0, "a": 1}, "unk_token": "?"}}
                """);
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            assertThat(tokenizer.encode("a<tool>a")).containsExactly(2, 1, 3, 1);
            assertThat(tokenizer.encode("<s>a")).containsExactly(2, 0, 0, 0, 1);
            assertThat(tokenizer.decode(List.of(1, 3))).contains("<tool>");
        }
    }
}

package caravan.trainer.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingSettings;
import caravan.principles.Principles;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundledPocketTest {
    private static final Path POCKET = Path.of("../inference/pocket");
    private static final Path PRINCIPLES = Path.of("../principles");
    private static final long BYTES_MAX = 24L << 20;
    private static final int PREFIX_TOKENS_MAX = 2800;

    @Test
    void staysSmallEnoughToBeCommitted() throws IOException {
        assertThat(Files.size(POCKET.resolve("model.safetensors"))).isLessThan(BYTES_MAX);
    }

    @Test
    void readsTheFullConstitutionInFewTokens() throws IOException {
        String prefix = Principles.load(PRINCIPLES).align().prefix();
        try (HuggingFaceTokenizer tokenizer = Packer.tokenizer(POCKET.resolve("tokenizer.json"))) {
            assertThat(tokenizer.encode(prefix, false, false).getIds()).hasSizeBetween(1000, PREFIX_TOKENS_MAX);
        }
    }

    @Test
    void hasATokenForEveryRowOfItsEmbedding() throws IOException {
        try (HuggingFaceTokenizer tokenizer = Packer.tokenizer(POCKET.resolve("tokenizer.json"));
                TrainableDecoder decoder = TrainableDecoder.open(POCKET, TrainingSettings.DEFAULTS)) {
            Map<String, Long> vocabulary = Map.of("<|endoftext|>", 0L, "<|pad|>", 1L);

            assertThat(decoder.config().vocabulary()).isEqualTo(4096);
            assertThat(decoder.config().eosTokens()).containsExactly(0);
            vocabulary.forEach((token, id) ->
                    assertThat(tokenizer.encode(token, false, false).getIds()).containsExactly(id));
        }
    }

    @Test
    void expectsItsFormatsAboutWordsThatItNeverSaw() throws IOException {
        Corpus heldOut = Corpus.heldOut(World.load(), Principles.load(PRINCIPLES), 99);
        try (HuggingFaceTokenizer tokenizer = Packer.tokenizer(POCKET.resolve("tokenizer.json"));
                TrainableDecoder decoder = TrainableDecoder.open(POCKET, TrainingSettings.DEFAULTS)) {
            Packer packer = new Packer(heldOut, tokenizer);

            // A model that knows nothing stands at ln 4096 = 8.3 nats.
            assertThat(decoder.loss(packer.batch(Size.SHORT, 1, 512))).isLessThan(3.5);
            assertThat(decoder.loss(packer.grove(Size.LONG, 2560))).isLessThan(2.5);
        }
    }
}

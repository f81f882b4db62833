package caravan.trainer.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import caravan.inference.djl.TrainingBatch;
import caravan.principles.Principles;
import caravan.trainer.pretrain.bpe.BpeTrainer;
import caravan.trainer.pretrain.bpe.TokenizerFile;
import caravan.trainer.pretrain.corpus.Corpus;
import caravan.trainer.pretrain.corpus.Corpus.Size;
import caravan.trainer.pretrain.corpus.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackerTest {
    private static final Principles PRINCIPLES = Principles.load(Path.of("../principles"));
    private static final Corpus CORPUS = Corpus.training(World.load(), PRINCIPLES, 7);

    @TempDir
    static Path folder;

    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void learnATokenizer() throws IOException {
        Path file = folder.resolve("tokenizer.json");
        TokenizerFile.write(BpeTrainer.train(CORPUS.sample(100), 1200, List.of("<|endoftext|>")), file);
        tokenizer = Packer.tokenizer(file);
    }

    @AfterAll
    static void closeTheTokenizer() {
        tokenizer.close();
    }

    @Test
    void beginsThePositionsOfEveryDocumentAtZero() {
        TrainingBatch batch = new Packer(CORPUS, tokenizer).batch(Size.SHORT, 2, 512);

        IntStream.range(1, batch.tokens().length)
                .filter(i -> batch.segments()[i] > 0 && batch.segments()[i] != batch.segments()[i - 1])
                .forEach(i -> assertThat(batch.positions()[i]).isZero());
        assertThat(batch.segments()).doesNotContain(0);
    }

    @Test
    void letsEveryQueryGoOnFromTheSharedPrefix() {
        TrainingBatch batch = new Packer(CORPUS, tokenizer).grove(Size.LONG, 4096);
        int prefix = (int) IntStream.of(batch.segments()).filter(s -> s == 0).count();

        assertThat(prefix).isGreaterThan(1000);
        assertThat(IntStream.of(batch.segments()).max().orElse(0)).isGreaterThan(5);
        IntStream.range(prefix, 4096)
                .filter(i -> batch.segments()[i] > 0 && batch.segments()[i] != batch.segments()[i - 1])
                .forEach(i -> assertThat(batch.positions()[i]).isEqualTo(prefix));
        assertThat(IntStream.range(0, prefix - 1).map(i -> batch.labels()[i]))
                .allMatch(label -> label == TrainingBatch.IGNORED);
    }

    @Test
    void learnsTheNextTokenWhereItLearns() {
        TrainingBatch batch = new Packer(CORPUS, tokenizer).batch(Size.MEDIUM, 1, 1024);

        assertThat(batch.labelled()).isPositive();
        IntStream.range(0, 1023)
                .filter(i -> batch.labels()[i] != TrainingBatch.IGNORED)
                .forEach(i -> assertThat(batch.labels()[i]).isEqualTo(batch.tokens()[i + 1]));
    }

    @Test
    void goesOnWhereAnotherPackerStopped() {
        Packer first = new Packer(CORPUS, tokenizer);
        first.batch(Size.SHORT, 2, 512);
        Packer second = new Packer(CORPUS, tokenizer);
        second.enter(Size.SHORT, first.place(Size.SHORT));

        assertThat(second.batch(Size.SHORT, 1, 512).tokens())
                .isEqualTo(first.batch(Size.SHORT, 1, 512).tokens());
    }
}

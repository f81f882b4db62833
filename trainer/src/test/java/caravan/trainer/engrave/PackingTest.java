package caravan.trainer.engrave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caravan.inference.djl.TrainableDecoder;
import caravan.inference.djl.TrainingBatch;
import caravan.trainer.dataset.DatasetRow;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
    @Test
    void putsEveryExampleIntoOneRowAndFillsNoRowTooFull() {
        List<EncodedExample> examples = examples(200, 100);

        List<List<EncodedExample>> rows = Packing.rows(examples, 128);

        assertThat(rows.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(examples);
        assertThat(rows).allSatisfy(row -> assertThat(tokens(row)).isLessThanOrEqualTo(128));
        assertThat(rows.size()).isLessThanOrEqualTo(1 + tokens(examples) / 128 * 11 / 9);
    }

    @Test
    void keepsBatchesBelowTheirSize() {
        List<EncodedExample> examples = examples(200, 100);

        List<TrainingBatch> batches = Packing.batches(examples, 128, 512);

        assertThat(batches)
                .allSatisfy(batch -> assertThat(batch.rows() * batch.columns()).isLessThanOrEqualTo(512));
        assertThat(batches.stream().mapToInt(TrainingBatch::filled).sum()).isEqualTo(tokens(examples));
        assertThat(batches.stream().mapToInt(TrainingBatch::labelled).sum())
                .isEqualTo(examples.stream()
                        .mapToInt(example -> example.tokens().length - example.learnFrom())
                        .sum());
    }

    @Test
    void changesNoLoss() {
        List<EncodedExample> examples = examples(12, 40);
        try (TrainableDecoder decoder = TrainableDecoder.create(TinyBase.CONFIG, 3, TinyBase.EXACT)) {
            double apart = examples.stream()
                    .flatMap(example -> Packing.batches(List.of(example), 128, 128).stream())
                    .mapToDouble(batch -> decoder.loss(batch) * batch.labelled())
                    .sum();

            double packed = Packing.batches(examples, 128, 512).stream()
                    .mapToDouble(batch -> decoder.loss(batch) * batch.labelled())
                    .sum();

            assertThat(packed).isCloseTo(apart, within(1e-5 * apart));
        }
    }

    private static int tokens(List<EncodedExample> examples) {
        return examples.stream().mapToInt(example -> example.tokens().length).sum();
    }

    private static List<EncodedExample> examples(int count, int lengthMax) {
        Random random = new Random(5);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] tokens = random.ints(2 + random.nextInt(lengthMax - 1), 0, 256)
                            .toArray();
                    DatasetRow row = new DatasetRow("row " + i, "", "");
                    return new EncodedExample(row, tokens, 1 + random.nextInt(tokens.length - 1));
                })
                .toList();
    }
}

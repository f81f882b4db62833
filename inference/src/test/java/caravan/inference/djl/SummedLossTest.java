package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch costs, and teaches, what its documents do alone: however they lie in rows, batches and portions. */
class SummedLossTest {
    private static final TrainingSettings EXACT =
            TrainingSettings.DEFAULTS.withDtype(Dtype.FLOAT64).withThreads(1);
    private static final TrainingSettings FLOAT32 =
            TrainingSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

    @Test
    void packedDocumentsCostWhatTheyCostAlone() {
        int[] first = TinyModels.tokens(9, 1);
        int[] second = TinyModels.tokens(17, 2);
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, EXACT)) {
            double packed = decoder.loss(
                    new TrainingRows(30).document(first, 0).document(second, 0).build());

            double alone = 8
                            * decoder.loss(
                                    new TrainingRows(9).document(first, 0).build())
                    + 16 * decoder.loss(new TrainingRows(17).document(second, 0).build());

            assertThat(packed).isCloseTo(alone / 24, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "FLOAT64"})
    void packedDocumentsGiveTheGradientsThatTheyGiveAlone(Dtype dtype) {
        List<int[]> documents = IntStream.range(0, 5)
                .mapToObj(i -> TinyModels.tokens(5 + 3 * i, i))
                .toList();
        TrainingSettings settings = EXACT.withDtype(dtype);
        try (var packed = TrainableDecoder.create(TinyModels.UNTIED, 1, settings);
                var alone = TrainableDecoder.create(TinyModels.UNTIED, 1, settings)) {
            var rows = new TrainingRows(64);
            for (int[] document : documents) {
                rows.document(document, 2);
                alone.accumulate(
                        new TrainingRows(document.length).document(document, 2).build());
            }
            packed.accumulate(rows.build());

            for (Weight weight : WeightLayout.of(TinyModels.UNTIED)) {
                double[] expected = alone.gradient(weight.name());
                double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
                assertThat(packed.gradient(weight.name()))
                        .as(weight.name())
                        .containsExactly(expected, within((dtype == Dtype.FLOAT64 ? 1e-10 : 1e-5) * largest));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true, FLOAT32, 1e-5", "false, FLOAT32, 1e-5", "true, BFLOAT16, 1e-2"})
    void addsUpLossAndGradientOfAsManyTokensAsHaveTheirLogitsInMemoryAtOnce(boolean isTied, Dtype dtype, double bound) {
        // 128 tokens at a time with so large a vocabulary: each document at once, all three in as many portions.
        var shape = new DecoderConfig(
                131_072, 8, 1, 2, 1, 4, 16, 512, 10_000, 1e-5, isTied, OptionalInt.empty(), List.of());
        try (var packed = TrainableDecoder.create(shape, 1, FLOAT32.withDtype(dtype));
                var alone = TrainableDecoder.create(shape, 1, FLOAT32.withDtype(dtype))) {
            var rows = new TrainingRows(300);
            double expectedLoss = 0;
            for (int i = 0; i < 3; i++) {
                int[] document = new Random(i).ints(100, 0, shape.vocabulary()).toArray();
                rows.document(document, 0);
                TrainingBatch one = new TrainingRows(100).document(document, 0).build();
                expectedLoss += alone.loss(one) / 3;
                alone.accumulate(one);
            }
            TrainingBatch all = rows.build();

            assertThat(packed.loss(all)).isCloseTo(expectedLoss, within(bound));
            assertThat(packed.accumulate(all)).isCloseTo(expectedLoss, within(bound));
            for (Weight weight : WeightLayout.of(shape)) {
                double[] expected = alone.gradient(weight.name());
                double[] found = packed.gradient(weight.name());
                double largest = DoubleStream.of(expected).map(Math::abs).max().orElseThrow();
                double apart = IntStream.range(0, found.length)
                        .mapToDouble(k -> Math.abs(found[k] - expected[k]))
                        .max()
                        .orElseThrow();
                assertThat(apart).as(weight.name()).isLessThan(bound * largest);
            }
        }
    }

    @Test
    void queriesUnderAPackedPrefixCostWhatTheyCostBehindTheirOwnCopy() {
        int[] prefix = TinyModels.tokens(12, 1);
        int[] first = TinyModels.tokens(5, 2);
        int[] second = TinyModels.tokens(7, 3);
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, EXACT)) {
            double tree = decoder.loss(new TrainingRows(30)
                    .prefix(prefix, prefix.length)
                    .document(first, 0)
                    .document(second, 0)
                    .build());

            double copies = 4 * decoder.loss(behind(prefix, first)) + 6 * decoder.loss(behind(prefix, second));

            assertThat(tree).isCloseTo(copies / 10, within(1e-9));
        }
    }

    @Test
    void severalBatchesMakeOneStepOverAllTheirTokens() {
        TrainingBatch first =
                new TrainingRows(9).document(TinyModels.tokens(9, 1), 0).build();
        TrainingBatch second =
                new TrainingRows(17).document(TinyModels.tokens(17, 2), 0).build();
        TrainingBatch both = new TrainingRows(17)
                .document(TinyModels.tokens(9, 1), 0)
                .newRow()
                .document(TinyModels.tokens(17, 2), 0)
                .build();
        try (var inTwo = TrainableDecoder.create(TinyModels.UNTIED, 1, EXACT);
                var inOne = TrainableDecoder.create(TinyModels.UNTIED, 1, EXACT)) {
            inTwo.accumulate(first);
            inTwo.accumulate(second);
            inOne.accumulate(both);

            assertThat(inTwo.apply(0.01)).isCloseTo(inOne.apply(0.01), within(1e-9));
            assertThat(inTwo.loss(both)).isCloseTo(inOne.loss(both), within(1e-9));
        }
    }

    private static TrainingBatch behind(int[] prefix, int[] query) {
        return new TrainingRows(prefix.length + query.length)
                .prefix(prefix, prefix.length)
                .document(query, 0)
                .build();
    }
}

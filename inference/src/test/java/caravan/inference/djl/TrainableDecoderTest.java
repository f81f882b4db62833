package caravan.inference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainableDecoderTest {
    private static final TrainingSettings EXACT =
            TrainingSettings.DEFAULTS.withDtype(Dtype.FLOAT64).withThreads(1);
    private static final TrainingSettings FLOAT32 =
            TrainingSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.embed_tokens.weight",
                "model.layers.0.input_layernorm.weight",
                "model.layers.0.self_attn.q_proj.weight",
                "model.layers.0.self_attn.k_proj.weight",
                "model.layers.1.self_attn.v_proj.weight",
                "model.layers.1.self_attn.o_proj.weight",
                "model.layers.0.post_attention_layernorm.weight",
                "model.layers.1.mlp.gate_proj.weight",
                "model.layers.0.mlp.up_proj.weight",
                "model.layers.1.mlp.down_proj.weight",
                "model.norm.weight",
                "lm_head.weight"
            })
    void gradientAgreesWithFiniteDifferences(String name) {
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, EXACT)) {
            TrainingBatch batch = treeBatch();
            decoder.accumulate(batch);
            double[] gradient = decoder.gradient(name);
            NDArray weight = decoder.weight(name);
            double[] values = weight.toDoubleArray();
            int largest = indexOfLargest(gradient);

            double up = lossWith(decoder, batch, weight, values, largest, 1e-5);
            double down = lossWith(decoder, batch, weight, values, largest, -1e-5);

            double difference = (up - down) / 2e-5 * batch.labelled();
            assertThat(gradient[largest]).isCloseTo(difference, within(1e-6 * Math.abs(difference) + 1e-8));
        }
    }

    @Test
    void overfitsATinyBatch() {
        try (var decoder = TrainableDecoder.create(TinyModels.TIED, 1, FLOAT32)) {
            TrainingBatch batch =
                    new TrainingRows(32).document(TinyModels.tokens(32, 1), 0).build();
            double before = decoder.loss(batch);

            for (int step = 0; step < 150; step++) {
                decoder.step(batch, 0.01);
            }

            assertThat(before).isCloseTo(Math.log(61), within(0.5));
            assertThat(decoder.loss(batch)).isLessThan(0.1);
        }
    }

    @Test
    void learnsInBfloat16() {
        try (var decoder = TrainableDecoder.create(TinyModels.TIED, 1, FLOAT32.withDtype(Dtype.BFLOAT16))) {
            TrainingBatch batch =
                    new TrainingRows(32).document(TinyModels.tokens(32, 1), 0).build();

            for (int step = 0; step < 150; step++) {
                decoder.step(batch, 0.01);
            }

            assertThat(decoder.loss(batch)).isLessThan(0.1);
        }
    }

    /** Pinned on a processor with AVX-512; the order of sums alone moves the fifth digit at most. */
    @Test
    void losesWhatItAlwaysLostInAFixedTinyTraining() {
        TrainingBatch batch = treeBatch();
        try (var full = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            for (int step = 0; step < 20; step++) {
                full.step(batch, 0.01);
            }

            assertThat(full.loss(batch)).isCloseTo(0.4077, within(5e-3));
        }
    }

    @Test
    void aMergedAdapterGivesTheLogitsOfAnAppliedOne() throws IOException {
        TrainingBatch batch = treeBatch();
        var lora = new LoraConfig(3, 6, 0.1, List.of("q_proj", "v_proj", "o_proj", "gate_proj", "down_proj"));
        Path adapter = folder.resolve("adapter");
        Path merged = folder.resolve("merged");
        try (var base = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            base.save(folder, Dtype.FLOAT32);
        }
        try (var applied = TrainableDecoder.adapt(folder, lora, 7, FLOAT32)) {
            for (int step = 0; step < 20; step++) {
                applied.step(batch, 0.02);
            }
            applied.saveAdapter(adapter, "base");

            MergedModel.write(folder, adapter, merged, Dtype.FLOAT32);

            try (var opened = TrainableDecoder.open(merged, FLOAT32);
                    var base = TrainableDecoder.open(folder, FLOAT32)) {
                float[] expected = applied.logits(batch);
                assertThat(opened.logits(batch)).containsExactly(expected, within(1e-4f));
                assertThat(base.logits(batch))
                        .as("of which the base knows nothing")
                        .isNotEqualTo(expected);
            }
        }
    }

    @Test
    void refusesToMergeAnAdapterOfAnotherShape() throws IOException {
        Path adapter = folder.resolve("adapter");
        try (var base = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            base.save(folder, Dtype.FLOAT32);
        }
        try (var applied = TrainableDecoder.adapt(folder, new LoraConfig(3, 6, 0, List.of("q_proj")), 7, FLOAT32)) {
            applied.saveAdapter(adapter, "base");
        }
        AdapterConfigFile.write(adapter, new LoraConfig(4, 6, 0, List.of("q_proj")), "base");

        assertThatThrownBy(() -> MergedModel.write(folder, adapter, folder.resolve("merged"), Dtype.FLOAT32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("q_proj.lora_A");
        assertThat(folder.resolve("merged")).doesNotExist();
    }

    @Test
    void savesAndOpensTheSameModel() throws IOException {
        TrainingBatch batch = treeBatch();
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            decoder.save(folder, Dtype.FLOAT32);

            try (var opened = TrainableDecoder.open(folder, FLOAT32)) {
                assertThat(opened.config()).isEqualTo(TinyModels.UNTIED);
                assertThat(opened.loss(batch)).isEqualTo(decoder.loss(batch));
            }
        }
    }

    @Test
    void goesOnFromASavedOptimizer() throws IOException {
        TrainingBatch batch = treeBatch();
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            decoder.step(batch, 0.01);
            decoder.save(folder, Dtype.FLOAT32);
            decoder.saveOptimizer(folder.resolve("optimizer.safetensors"));

            try (var resumed = TrainableDecoder.open(folder, FLOAT32)) {
                resumed.loadOptimizer(folder.resolve("optimizer.safetensors"));
                resumed.step(batch, 0.01);
                decoder.step(batch, 0.01);

                assertThat(resumed.loss(batch)).isCloseTo(decoder.loss(batch), within(1e-6));
            }
        }
    }

    @Test
    void anAdapterStartsAsNoChangeAndLearnsAlone() throws IOException {
        TrainingBatch batch = treeBatch();
        var lora = new LoraConfig(4, 8, 0.1, List.of("q_proj", "v_proj", "o_proj", "down_proj"));
        try (var base = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            base.save(folder, Dtype.FLOAT32);
            try (var adapted = TrainableDecoder.adapt(folder, lora, 7, FLOAT32)) {
                double before = adapted.loss(batch);
                for (int step = 0; step < 40; step++) {
                    adapted.step(batch, 0.02);
                }

                assertThatThrownBy(() -> adapted.save(folder.resolve("after"), Dtype.FLOAT32))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("only the adapter learns");
                assertThat(before).isCloseTo(base.loss(batch), within(1e-6));
                assertThat(adapted.loss(batch)).isLessThan(before - 0.1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers.0.self_attn.q_proj.lora_B", "layers.1.mlp.down_proj.lora_B"})
    void adapterGradientAgreesWithFiniteDifferences(String part) throws IOException {
        String name = "base_model.model.model." + part + ".weight";
        var lora = new LoraConfig(3, 6, 0, LoraConfig.TARGETS);
        try (var base = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            base.save(folder, Dtype.FLOAT32);
        }
        try (var decoder = TrainableDecoder.adapt(folder, lora, 7, EXACT)) {
            TrainingBatch batch = treeBatch();
            decoder.accumulate(batch);
            double[] gradient = decoder.gradient(name);
            NDArray weight = decoder.weight(name);
            int largest = indexOfLargest(gradient);

            double up = lossWith(decoder, batch, weight, weight.toDoubleArray(), largest, 1e-5);
            double down = lossWith(decoder, batch, weight, new double[gradient.length], largest, -1e-5);

            double difference = (up - down) / 2e-5 * batch.labelled();
            assertThat(gradient[largest]).isCloseTo(difference, within(1e-6 * Math.abs(difference) + 1e-8));
        }
    }

    @Test
    void refusesATensorOfAnotherShape() throws IOException {
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            decoder.save(folder, Dtype.BFLOAT16);
        }
        ConfigFile.write(
                folder,
                new DecoderConfig(
                        61, 24, 2, 6, 2, 4, 44, 256, 1e4, 1e-5, false, java.util.OptionalInt.empty(), List.of()),
                Dtype.BFLOAT16);

        assertThatThrownBy(() -> TrainableDecoder.open(folder, FLOAT32))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.layers.0.mlp.gate_proj.weight")
                .hasMessageContaining("(44, 24)")
                .hasMessageContaining("(40, 24)");
    }

    @Test
    void refusesABatchWithoutLabels() {
        try (var decoder = TrainableDecoder.create(TinyModels.UNTIED, 1, FLOAT32)) {
            TrainingBatch batch =
                    new TrainingRows(8).document(TinyModels.tokens(8, 1), 8).build();

            assertThatThrownBy(() -> decoder.step(batch, 0.1)).hasMessageContaining("labelled");
        }
    }

    private static TrainingBatch treeBatch() {
        return new TrainingRows(24)
                .prefix(TinyModels.tokens(6, 1), 0)
                .document(TinyModels.tokens(8, 2), 3)
                .document(TinyModels.tokens(7, 3), 0)
                .newRow()
                .document(TinyModels.tokens(11, 4), 0)
                .more(TinyModels.tokens(5, 5), 0, 20)
                .build();
    }

    private static double lossWith(
            TrainableDecoder decoder, TrainingBatch batch, NDArray weight, double[] values, int index, double change) {
        double[] changed = values.clone();
        changed[index] += change;
        weight.set(DoubleBuffer.wrap(changed));
        double loss = decoder.loss(batch);
        weight.set(DoubleBuffer.wrap(values));
        return loss;
    }

    private static int indexOfLargest(double[] numbers) {
        int best = 0;
        for (int i = 1; i < numbers.length; i++) {
            if (Math.abs(numbers[i]) > Math.abs(numbers[best])) {
                best = i;
            }
        }
        return best;
    }
}

package caravan.inference.djl;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import caravan.inference.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One base in memory, served and trained on. */
class SharedWeightsTest {
    private static final TrainingSettings SETTINGS = TrainingSettings.DEFAULTS.withThreads(1);
    private static final LoraConfig LORA = new LoraConfig(4, 8, 0, LoraConfig.TARGETS);
    private static final int[] TEXT = TinyModels.tokens(9, 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama-1", "qwen2.5", "qwen3", "smollm3"})
    void learnsOnTheEnginesWeightsAsOnACopyOfThem(String family) throws IOException {
        TinyModels.write(folder, requireNonNull(TinyModels.FAMILIES.get(family)), 1, Dtype.FLOAT32);
        try (BaseModel base = served();
                TrainableDecoder sharing =
                        TrainableDecoder.adapt(base, LORA, 7, SETTINGS).orElseThrow();
                TrainableDecoder copying = TrainableDecoder.adapt(folder, LORA, 7, SETTINGS)) {
            for (int step = 0; step < 10; step++) {
                assertThat(sharing.step(batch(), 0.02)).isCloseTo(copying.step(batch(), 0.02), within(1e-6));
            }
        }
    }

    @Test
    void whatTheEngineSaysStaysTheSameWhileAnAdapterLearns() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        try (BaseModel base = served();
                TrainableDecoder decoder =
                        TrainableDecoder.adapt(base, LORA, 7, SETTINGS).orElseThrow()) {
            float[] before = said(base);
            double untrained = decoder.loss(batch());
            for (int step = 0; step < 20; step++) {
                decoder.step(batch(), 0.02);
            }

            assertThat(decoder.loss(batch())).isLessThan(untrained - 0.1);
            assertThat(said(base)).isEqualTo(before);
        }
    }

    @Test
    void theMemoryIsTheSame() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        try (BaseModel base = served();
                TrainableDecoder decoder =
                        TrainableDecoder.adapt(base, LORA, 7, SETTINGS).orElseThrow()) {
            double before = decoder.loss(batch());

            base.weights().first().muli(3);

            assertThat(decoder.loss(batch())).isNotCloseTo(before, within(0.01));
        }
    }

    @Test
    void trainingGoesOnWhenTheEngineHasLetTheBaseGo() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        BaseModel base = served();
        try (TrainableDecoder decoder =
                TrainableDecoder.adapt(base, LORA, 7, SETTINGS).orElseThrow()) {
            double before = decoder.step(batch(), 0.02);

            base.close();

            assertThat(decoder.step(batch(), 0.02)).isLessThan(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PACKED", "INT8"})
    void sharesNothingThatGradientsCannotPass(String form) throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        try (BaseModel base = BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32, ModelWeights.Form.valueOf(form))) {
            assertThat(TrainableDecoder.adapt(base, LORA, 7, SETTINGS)).isEmpty();
        }
    }

    @Test
    void anEngineLendsItsWeightsWhereItsFormAllowsAndSaysSoWhereNot() throws IOException {
        TinyModels.write(folder, TinyModels.TEXT, 1, Dtype.FLOAT32);
        EngineSettings settings = new EngineSettings(Optional.of(Dtype.FLOAT32), "cpu", 1, 2, 1);
        try (DjlLanguageModel model =
                DjlLanguageModel.open(settings, new ModelFiles("base", folder, Optional.empty()))) {
            Optional<TrainableDecoder> lent = model.adapt("base", LORA, 7, SETTINGS);

            assertThat(lent.isPresent()).isEqualTo(!Hardware.packs(Dtype.FLOAT32, Device.cpu()));
            lent.ifPresent(TrainableDecoder::close);
        }
    }

    private BaseModel served() throws IOException {
        return BaseModel.open(folder, Device.cpu(), Dtype.FLOAT32, ModelWeights.Form.PLAIN);
    }

    private static float[] said(BaseModel base) {
        try (KeyValues own = base.allocate(1, 64)) {
            var rows = new Rows(base.noAdapter(), base.noPrefix(), 0, own, 0, new int[][] {TEXT}, new int[] {0});
            return base.predict(new Step(List.of(rows)), new int[] {TEXT.length}, Choosing.plain(1))
                    .probabilities();
        }
    }

    private static TrainingBatch batch() {
        return new TrainingRows(TEXT.length).document(TEXT, 3).build();
    }
}

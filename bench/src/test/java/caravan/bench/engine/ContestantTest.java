package caravan.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.bench.model.ModelShape;
import caravan.bench.model.Precision;
import caravan.bench.model.RandomModel;
import caravan.inference.GenerationCall;
import caravan.inference.LanguageModel;
import caravan.inference.ModelFiles;
import caravan.inference.SamplingParams;
import caravan.inference.djl.DjlLanguageModel;
import caravan.inference.djl.Dtype;
import caravan.inference.djl.EngineSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our side of the race on a toy model; the peer's side needs its package, which no test fetches. */
class ContestantTest {
    private static final int VOCABULARY = ModelShape.TINY.vocabulary();

    @Test
    void doesEveryKindOfWork(@TempDir Path folder) throws Exception {
        try (LanguageModel model = open(folder)) {
            var caravan = new CaravanContestant("caravan", model, VOCABULARY, Clock.WALL);
            SharedWork work = SharedWork.ragged(40, 3, 6, 2, 5, VOCABULARY, 1);

            assertThat(caravan.seconds(work)).isPositive();
            assertThat(caravan.seconds(Sharing.apart(work))).isPositive();
            assertThat(caravan.prefillSeconds(Tokens.random(20, VOCABULARY, 2))).isPositive();
            assertThat(caravan.stepSeconds(2, 12, 3)).isPositive();
            assertThat(caravan.latencies(work, new double[] {0, 0.01, 0.02}))
                    .hasSize(3)
                    .doesNotContain(0);
        }
    }

    @Test
    void hasTheSameTokensFromDjlsTextGenerator(@TempDir Path folder) throws Exception {
        int[][] prompts = {Tokens.random(12, VOCABULARY, 3), Tokens.random(12, VOCABULARY, 4)};
        var texts = new ArrayList<String>();
        try (LanguageModel model = open(folder)) {
            for (int[] prompt : prompts) {
                var call = new GenerationCall(
                        CaravanContestant.VERSION,
                        Optional.empty(),
                        Tokens.text(prompt),
                        new SamplingParams(0, 1, 5, List.of()),
                        1,
                        0);
                texts.add(model.generate(call).join().text());
            }
        }

        try (var djl = new DjlTextGenerator(new RandomModel(folder, ModelShape.TINY), 1)) {
            long[][] rows = djl.generate(prompts, 5);

            assertThat(rows).hasDimensions(2, 5);
            for (int i = 0; i < rows.length; i++) {
                assertThat(Arrays.stream(rows[i]).mapToObj(Long::toString))
                        .containsExactly(texts.get(i).strip().split(" ", -1));
            }
        }
    }

    private static LanguageModel open(Path folder) throws IOException {
        var random = new RandomModel(folder, ModelShape.TINY);
        random.write();
        var settings = EngineSettings.DEFAULTS.withDtype(Dtype.FLOAT32).withThreads(1);
        return DjlLanguageModel.open(
                settings,
                new ModelFiles(CaravanContestant.VERSION, random.huggingFace(Precision.F32), Optional.empty()));
    }
}

package caravan.bench.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.nlp.generate.CausalLMOutput;
import ai.djl.modality.nlp.generate.SearchConfig;
import ai.djl.modality.nlp.generate.TextGenerator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import caravan.bench.model.RandomModel;
import caravan.inference.djl.ScriptArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * DJL's own greedy {@link TextGenerator} over a model with growing caches, as one exports it for DJL, in float32. Rows
 * are a static batch of equal lengths; each row carries the prefix by itself.
 */
final class DjlTextGenerator implements AutoCloseable {
    private final NDManager manager;
    private final Model model;
    private final NDList weights = new NDList();

    DjlTextGenerator(RandomModel random, int threads) throws IOException {
        JniUtils.setNumThreads(threads);
        this.manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        this.model = Model.newInstance("growing", Device.cpu(), "PyTorch");
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("training", false);
        attributes.put("layers", random.shape().layers());
        attributes.put("head_width", random.shape().headWidth());
        attributes.put("epsilon", RandomModel.EPSILON);
        attributes.put("theta", RandomModel.ROPE_THETA);
        byte[] archive = ScriptArchive.of("Growing", source(), attributes);
        model.setBlock(JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), true, false));
        random.forEachWeight((shape, numbers) -> {
            NDArray weight = manager.create(
                    numbers,
                    new Shape(shape.stream().mapToLong(Integer::longValue).toArray()));
            weight.setName("weights[]");
            weights.add(weight);
        });
    }

    /** The tokens that follow each prompt; all prompts are equally long. */
    long[][] generate(int[][] prompts, int generated) {
        int length = prompts[0].length;
        var config = new SearchConfig();
        config.setMaxSeqLength(length + generated);
        config.setPadTokenId(-1); // no token is padding
        try (NDManager run = manager.newSubManager();
                Predictor<NDList, CausalLMOutput> predictor = model.newPredictor(new Growing())) {
            var ids = new long[prompts.length * length];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = prompts[i / length][i % length];
            }
            NDArray found = new TextGenerator(predictor, "greedy", config)
                    .greedySearch(run.create(ids, new Shape(prompts.length, length)));
            long[] flat = found.toLongArray();
            int columns = flat.length / prompts.length;
            var rows = new long[prompts.length][generated];
            for (int i = 0; i < prompts.length; i++) {
                System.arraycopy(flat, i * columns + length, rows[i], 0, generated);
            }
            found.close();
            return rows;
        } catch (TranslateException e) {
            throw new IllegalStateException("DJL's text generator failed", e);
        }
    }

    @Override
    public void close() {
        model.close();
        manager.close();
    }

    /** Names the inputs, by which DJL finds the lists among them. */
    private final class Growing implements NoBatchifyTranslator<NDList, CausalLMOutput> {
        private static final int FIXED_INPUTS = 3;

        @Override
        public NDList processInput(TranslatorContext context, NDList input) {
            var named = new NDList(input.subNDList(0).subList(0, FIXED_INPUTS));
            named.addAll(weights);
            NDList past = input.size() > FIXED_INPUTS
                    ? input.subNDList(FIXED_INPUTS)
                    : new NDList(context.getNDManager().create(new float[0]));
            past.forEach(cache -> cache.setName("past[]"));
            named.addAll(past);
            return named;
        }

        @Override
        public CausalLMOutput processOutput(TranslatorContext context, NDList output) {
            return new CausalLMOutput(output.get(0), output.subNDList(1));
        }
    }

    private static String source() throws IOException {
        try (var in = DjlTextGenerator.class.getResourceAsStream("growing.py")) {
            if (in == null) {
                throw new IllegalStateException("growing.py is missing beside " + DjlTextGenerator.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

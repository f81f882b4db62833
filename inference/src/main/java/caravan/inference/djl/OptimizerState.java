package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What AdamW keeps beside the trained weights: summed gradients, their decayed means and squares, and the step count.
 */
final class OptimizerState {
    private final TrainingSettings settings;
    private final List<Weight> weights;
    private final List<NDArray> trained;
    private final List<NDArray> gradients = new ArrayList<>();
    private final List<NDArray> means = new ArrayList<>();
    private final List<NDArray> squares = new ArrayList<>();
    private final List<NDArray> steps = new ArrayList<>();

    OptimizerState(NDManager manager, TrainingSettings settings, List<Weight> weights, List<NDArray> trained) {
        this.settings = settings;
        this.weights = weights;
        this.trained = trained;
        for (NDArray weight : trained) {
            NDArray gradient = manager.zeros(weight.getShape(), weight.getDataType());
            gradient.setName("gradients[]");
            gradients.add(gradient);
            means.add(manager.zeros(weight.getShape(), weight.getDataType()));
            squares.add(manager.zeros(weight.getShape(), weight.getDataType()));
            steps.add(manager.zeros(new Shape(), DataType.FLOAT32));
        }
    }

    List<NDArray> gradients() {
        return gradients;
    }

    /** Moves the weights by the mean gradient over that many tokens; returns its norm before clipping. */
    double apply(DecoderScript script, long tokens, double learningRate) {
        double norm;
        try (var arguments = new Arguments().add(gradients).add((double) tokens).add(settings.clipNorm());
                IValue result = script.run("clip", arguments.values())) {
            norm = result.toDouble();
        }
        move(script, Weight::isMatrix, learningRate, settings.weightDecay());
        move(script, weight -> !weight.isMatrix(), learningRate, 0);
        return norm;
    }

    private void move(DecoderScript script, Predicate<Weight> which, double learningRate, double decay) {
        int[] indices = IntStream.range(0, weights.size())
                .filter(i -> which.test(weights.get(i)))
                .toArray();
        if (indices.length == 0) {
            return;
        }
        try (var arguments = new Arguments()
                .add(pick(trained, indices))
                .add(pick(gradients, indices))
                .add(pick(means, indices))
                .add(pick(squares, indices))
                .add(pick(steps, indices))
                .add(learningRate)
                .add(decay)
                .add(settings.beta1())
                .add(settings.beta2()); ) {
            script.run("step", arguments.values()).close();
        }
    }

    private static List<NDArray> pick(List<NDArray> arrays, int[] indices) {
        return IntStream.of(indices).mapToObj(arrays::get).toList();
    }

    void save(Path file) throws IOException {
        var entries = new ArrayList<Weight>();
        var arrays = new ArrayList<NDArray>();
        named().forEach((name, array) -> {
            entries.add(new Weight(name, array.getShape()));
            arrays.add(array);
        });
        SafetensorsFile.write(
                file, entries, Dtype.FLOAT32, entry -> Numbers.floats(arrays.get(entries.indexOf(entry))));
    }

    void load(Path file) throws IOException {
        try (Safetensors saved = Safetensors.ofFile(file)) {
            for (var entry : named().entrySet()) {
                NDArray array = entry.getValue();
                Weight weight = new Weight(entry.getKey(), array.getShape());
                array.set(FloatBuffer.wrap(saved.require(weight, file).floats()));
            }
        }
    }

    private Map<String, NDArray> named() {
        var arrays = new TreeMap<String, NDArray>();
        for (int i = 0; i < weights.size(); i++) {
            String name = weights.get(i).name();
            arrays.put(name + ".mean", means.get(i));
            arrays.put(name + ".square", squares.get(i));
            arrays.put(name + ".step", steps.get(i));
        }
        return arrays;
    }
}

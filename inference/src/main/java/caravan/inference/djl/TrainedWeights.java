package caravan.inference.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** The arrays of a model that learns, in the decoder's order: the base's, and an adapter's where there is one. */
final class TrainedWeights {
    private static final double INIT_DEVIATION = 0.02;

    private final NDManager manager;
    private final Dtype dtype;
    private final List<Weight> baseNames;
    private final List<NDArray> masters = new ArrayList<>();
    private final List<Weight> adapterNames = new ArrayList<>();
    private final List<NDArray> adapter = new ArrayList<>();
    private final List<NDArray> adapterTrained = new ArrayList<>();
    private final Optional<LoraConfig> lora;

    private TrainedWeights(NDManager manager, DecoderConfig config, Dtype dtype, Optional<LoraConfig> lora) {
        this.manager = manager;
        this.dtype = dtype;
        this.lora = lora;
        this.baseNames = WeightLayout.of(config);
    }

    static TrainedWeights fresh(NDManager manager, DecoderConfig config, Dtype dtype, long seed) {
        var random = new Random(seed);
        return whole(manager, config, dtype, weight -> initial(weight, config, random));
    }

    static TrainedWeights open(NDManager manager, DecoderConfig config, Dtype dtype, Safetensors tensors, Path folder)
            throws IOException {
        try {
            return whole(manager, config, dtype, weight -> {
                try {
                    return tensors.require(weight, folder).floats();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            manager.close();
            throw e.getCause();
        }
    }

    /** A new adapter beside weights that stay as they are, an engine's own perhaps. */
    static TrainedWeights adapt(
            NDManager manager, DecoderConfig config, Dtype dtype, Weights frozen, LoraConfig lora, long seed) {
        var weights = new TrainedWeights(manager, config, dtype, Optional.of(lora));
        for (NDArray array : frozen.arrays()) {
            array.setName("masters[]");
            weights.masters.add(array);
        }
        var random = new Random(seed);
        for (Optional<LoraPair> pair : LoraPair.all(config, lora)) {
            pair.ifPresentOrElse(present -> weights.learn(present, random), weights::skip);
        }
        return weights;
    }

    private static TrainedWeights whole(
            NDManager manager, DecoderConfig config, Dtype dtype, Function<Weight, float[]> numbers) {
        var weights = new TrainedWeights(manager, config, dtype, Optional.empty());
        for (Weight weight : weights.baseNames) {
            weights.masters.add(weights.create(weight, numbers.apply(weight), "masters[]", true));
        }
        weights.adapter.add(weights.empty());
        return weights;
    }

    /** Everything of the base: as files have it where it learns, else joined. */
    List<NDArray> masters() {
        return masters;
    }

    /** Pairs of the adapter, with empty arrays where there is none. */
    List<NDArray> adapter() {
        return adapter;
    }

    /** What learns. */
    List<NDArray> trained() {
        return lora.isPresent() ? adapterTrained : masters;
    }

    /** Names of what learns. */
    List<Weight> names() {
        return lora.isPresent() ? adapterNames : baseNames;
    }

    Optional<LoraConfig> lora() {
        return lora;
    }

    int indexOf(String name) {
        for (int i = 0; i < names().size(); i++) {
            if (names().get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no trained weight is named " + name);
    }

    void saveModel(Path file, Dtype as) throws IOException {
        if (lora.isPresent()) {
            throw new IllegalStateException("only the adapter learns here, the base lies where it was opened");
        }
        SafetensorsFile.write(file, baseNames, as, weight -> Numbers.floats(masters.get(baseNames.indexOf(weight))));
    }

    /** Everything that learns. */
    void saveTrained(Path file) throws IOException {
        SafetensorsFile.write(
                file, names(), Dtype.FLOAT32, weight -> Numbers.floats(trained().get(names().indexOf(weight))));
    }

    void loadTrained(Path file) throws IOException {
        try (Safetensors saved = Safetensors.ofFile(file)) {
            for (int i = 0; i < names().size(); i++) {
                trained()
                        .get(i)
                        .set(FloatBuffer.wrap(
                                saved.require(names().get(i), file).floats()));
            }
        }
    }

    /** Normal with deviation 0.02; what writes into the residual stream is divided by sqrt(2 layers), as in GPT-2. */
    private static float[] initial(Weight weight, DecoderConfig config, Random random) {
        var numbers = new float[weight.elements()];
        if (!weight.isMatrix()) {
            Arrays.fill(numbers, weight.name().endsWith(".bias") ? 0 : 1);
            return numbers;
        }
        boolean writes =
                weight.name().endsWith("o_proj.weight") || weight.name().endsWith("down_proj.weight");
        double deviation = writes ? INIT_DEVIATION / Math.sqrt(2.0 * config.layers()) : INIT_DEVIATION;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextGaussian() * deviation);
        }
        return numbers;
    }

    /** A is uniform within 1/sqrt(in), as PEFT has it; B is zero. */
    private void learn(LoraPair pair, Random random) {
        var a = new float[pair.a().elements()];
        double bound = 1 / Math.sqrt((double) pair.a().shape().get(1));
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        learn(pair.a(), a);
        learn(pair.b(), new float[pair.b().elements()]);
    }

    private void learn(Weight weight, float[] numbers) {
        NDArray array = create(weight, numbers, "lora[]", true);
        adapterNames.add(weight);
        adapterTrained.add(array);
        adapter.add(array);
    }

    private void skip() {
        adapter.add(empty());
        adapter.add(empty());
    }

    private NDArray empty() {
        NDArray array = manager.create(new float[0], new Shape(0));
        array.setName("lora[]");
        return array;
    }

    private NDArray create(Weight weight, float[] numbers, String name, boolean learns) {
        NDArray array;
        if (dtype == Dtype.FLOAT64) {
            var wide = new double[numbers.length];
            Arrays.setAll(wide, i -> numbers[i]);
            array = manager.create(wide, weight.shape());
        } else {
            array = manager.create(numbers, weight.shape());
        }
        array.setName(name);
        array.setRequiresGradient(learns);
        return array;
    }
}
